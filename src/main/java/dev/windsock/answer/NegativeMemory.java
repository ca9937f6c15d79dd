package dev.windsock.answer;

import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How long a failure to read is remembered: by its kind, doubling while a provider keeps failing.
 * Thread-safe; holds one count for each provider.
 */
final class NegativeMemory {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofDays(1);
  private static final int MAX_DOUBLINGS = 16;

  private final Clock clock;
  private final Map<String, Integer> failuresInRow = new ConcurrentHashMap<>();

  NegativeMemory(Clock clock) {
    this.clock = clock;
  }

  /** The provider answered. */
  void answered(SourceOptions source) {
    failuresInRow.remove(source.id());
  }

  /** The provider failed as a whole; counts once for a message, however many symbols it had. */
  void failed(SourceOptions source) {
    failuresInRow.merge(source.id(), 1, Integer::sum);
  }

  /** Whether a problem says that the provider does not work, rather than what it knows. */
  static boolean isFailure(Problem problem) {
    return switch (problem) {
      case UNAVAILABLE, MALFORMED, TIMED_OUT, INTERNAL -> true;
      default -> false;
    };
  }

  /** How long from now a problem is remembered. */
  Duration ttl(SourceOptions source, Problem problem, @Nullable Long retryAtMillis) {
    var negative = source.negative();
    return switch (problem) {
      case NOT_FOUND, INVALID_REQUEST -> negative.notFound();
      case RATE_LIMITED, CIRCUIT_OPEN ->
          retryAtMillis == null ? negative.unavailable() : until(retryAtMillis);
      case DISABLED, UNAUTHORIZED -> negative.unavailableMax();
      case OVERLOADED -> SHORTEST;
      default -> {
        Duration ttl = doubled(source);
        yield retryAtMillis == null || until(retryAtMillis).compareTo(ttl) < 0
            ? ttl
            : until(retryAtMillis);
      }
    };
  }

  private Duration doubled(SourceOptions source) {
    int failures = failuresInRow.getOrDefault(source.id(), 1);
    Duration base = source.negative().unavailable();
    Duration most = source.negative().unavailableMax();
    Duration ttl = base.multipliedBy(1L << Math.min(MAX_DOUBLINGS, Math.max(0, failures - 1)));
    return ttl.compareTo(most) < 0 ? ttl : most;
  }

  private Duration until(long retryAtMillis) {
    Duration left = Duration.ofMillis(retryAtMillis - clock.millis());
    if (left.compareTo(SHORTEST) < 0) {
      return SHORTEST;
    }
    return left.compareTo(LONGEST) < 0 ? left : LONGEST;
  }
}
