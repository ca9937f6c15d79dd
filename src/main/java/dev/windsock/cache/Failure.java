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
 * @param inRow how often loading failed so since it last did not, from 1
 */
record Failure(Problem problem, long untilMillis, @Nullable Long retryAtMillis, int inRow) {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final Duration DOUBLED_FROM = Duration.ofSeconds(5);
  private static final Duration DOUBLED_TO = Duration.ofSeconds(60);

  /** The first one. */
  Failure(Problem problem, long untilMillis, @Nullable Long retryAtMillis) {
    this(problem, untilMillis, retryAtMillis, 1);
  }

  boolean active(long nowMillis) {
    return nowMillis < untilMillis;
  }

  /** Until when it is kept: past its time too where the next one in a row is remembered longer. */
  long keptUntilMillis() {
    return doubles(problem) ? untilMillis + DOUBLED_TO.toMillis() : untilMillis;
  }

  /** How often in a row, this one included, where the last one was that. */
  static int inRow(Problem problem, @Nullable Failure earlier) {
    return earlier != null && doubles(problem) && doubles(earlier.problem)
        ? Math.min(1_000, earlier.inRow + 1)
        : 1;
  }

  private static boolean doubles(Problem problem) {
    return switch (problem) {
      case UNAVAILABLE, MALFORMED, TIMED_OUT -> true;
      default -> false;
    };
  }

  /**
   * How long a failure is remembered where the loader does not say so: what is not known 10 min;
   * what is refused as long as it says, else 30 s; what does not work 5 s, doubling to 60 s while
   * it goes on; what is our own fault 1 s.
   */
  static Duration ttl(Problem problem, int inRow, @Nullable Long retryAtMillis, long nowMillis) {
    Duration ttl =
        switch (problem) {
          case NOT_FOUND -> Duration.ofMinutes(10);
          case RATE_LIMITED, CIRCUIT_OPEN, DISABLED, UNAUTHORIZED -> Duration.ofSeconds(30);
          case UNAVAILABLE, MALFORMED, TIMED_OUT -> doubled(inRow);
          case INVALID_REQUEST, OVERLOADED, INTERNAL -> SHORTEST;
        };
    if (retryAtMillis == null) {
      return ttl;
    }
    Duration said = Duration.ofMillis(Math.max(0, retryAtMillis - nowMillis));
    if (problem == Problem.RATE_LIMITED || problem == Problem.CIRCUIT_OPEN) {
      return said.compareTo(SHORTEST) < 0 ? SHORTEST : shorter(said, LONGEST);
    }
    return said.compareTo(ttl) > 0 ? shorter(said, LONGEST) : ttl;
  }

  private static Duration doubled(int inRow) {
    int doublings = Math.min(10, inRow - 1);
    return shorter(DOUBLED_FROM.multipliedBy(1L << doublings), DOUBLED_TO);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** As it lies in Redis, its times those of Redis. */
  byte[] payload(RedisTime time) {
    JsonObject json = new JsonObject().put("problem", problem.failureCode()).put("in_row", inRow);
    if (retryAtMillis != null) {
      json.put("retry_at", time.toRedis(retryAtMillis));
    }
    return json.encode().getBytes(StandardCharsets.UTF_8);
  }

  static @Nullable Failure read(Envelope envelope, RedisTime time) {
    try {
      JsonObject json = new JsonObject(new String(envelope.payload(), StandardCharsets.UTF_8));
      Integer code = json.getInteger("problem");
      Long retryAt = json.getLong("retry_at");
      return code == null
          ? null
          : new Failure(
              Problem.ofFailureCode(code),
              time.toHere(envelope.freshUntilMillis()),
              retryAt == null ? null : time.toHere(retryAt),
              Math.max(1, json.getInteger("in_row", 1)));
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }
}
