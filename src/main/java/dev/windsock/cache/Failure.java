package dev.windsock.cache;

import dev.windsock.sentiment.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A remembered failure to load.
 *
 * @param problem why
 * @param untilMillis until when it is remembered, wall time
 * @param retryAtMillis wall time from which trying again makes sense, if known
 */
record Failure(Problem problem, long untilMillis, @Nullable Long retryAtMillis) {
  boolean active(long nowMillis) {
    return nowMillis < untilMillis;
  }

  /** How long a failure is remembered where the loader threw instead of saying so. */
  static Duration defaultTtl(Problem problem) {
    return switch (problem) {
      case NOT_FOUND -> Duration.ofMinutes(10);
      case RATE_LIMITED, DISABLED, UNAUTHORIZED -> Duration.ofSeconds(30);
      case UNAVAILABLE, MALFORMED, CIRCUIT_OPEN, TIMED_OUT -> Duration.ofSeconds(5);
      case INVALID_REQUEST, OVERLOADED, INTERNAL -> Duration.ofSeconds(1);
    };
  }

  byte[] payload() {
    JsonObject json = new JsonObject().put("problem", problem.failureCode());
    if (retryAtMillis != null) {
      json.put("retry_at", retryAtMillis);
    }
    return json.encode().getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable Failure read(Envelope envelope) {
    try {
      JsonObject json = new JsonObject(new String(envelope.payload(), StandardCharsets.UTF_8));
      Integer code = json.getInteger("problem");
      return code == null
          ? null
          : new Failure(
              Problem.ofFailureCode(code), envelope.freshUntilMillis(), json.getLong("retry_at"));
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }
}
