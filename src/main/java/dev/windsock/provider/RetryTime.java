package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import java.time.Duration;

/**
 * From when a failed read is worth trying again: as the failure itself says, else by its kind;
 * doubling with each fault of the provider in a row. A timeout that says from when to try again was
 * our own haste, no fault. Single-threaded.
 */
final class RetryTime {
  private static final Duration UNTOLD_LIMIT = Duration.ofMinutes(1);

  private final NegativeTtls ttls;
  private int faultsInRow;

  RetryTime(NegativeTtls ttls) {
    this.ttls = ttls;
  }

  /** The provider answered. */
  void succeeded() {
    faultsInRow = 0;
  }

  /** Wall time in ms from which to try again. */
  long retryAtMillis(ProblemException failure, long nowMillis) {
    Long told = failure.retryAtMillis();
    boolean hasty = failure.problem() == Problem.TIMED_OUT && told != null;
    boolean fault = Failures.isFault(failure.problem()) && !hasty;
    faultsInRow = fault ? Math.min(30, faultsInRow + 1) : faultsInRow;
    if (told != null) {
      return told;
    }
    Duration wait =
        switch (failure.problem()) {
          case NOT_FOUND, INVALID_REQUEST -> ttls.notFound();
          case RATE_LIMITED -> UNTOLD_LIMIT;
          default -> fault ? doubled() : ttls.unavailable();
        };
    return nowMillis + wait.toMillis();
  }

  private Duration doubled() {
    long millis = ttls.unavailable().toMillis() << Math.min(20, Math.max(0, faultsInRow - 1));
    return Duration.ofMillis(Math.min(millis, ttls.unavailableMax().toMillis()));
  }
}
