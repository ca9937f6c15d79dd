package dev.windsock.provider;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next connection: doubling, with jitter over the upper half, so that
 * many who lost the same upstream do not come back in step. Single-threaded.
 */
final class Retry {
  static final Duration FIRST = Duration.ofMillis(250);
  static final Duration LONGEST = Duration.ofSeconds(30);

  private final DoubleSupplier random;
  private long ceilingNanos = FIRST.toNanos();

  /**
   * @param random uniform in [0, 1)
   */
  Retry(DoubleSupplier random) {
    this.random = random;
  }

  long nextNanos() {
    long ceiling = ceilingNanos;
    ceilingNanos = Math.min(LONGEST.toNanos(), 2 * ceiling);
    return (long) (ceiling * (0.5 + random.getAsDouble() / 2));
  }

  /** Starts over after a success. */
  void reset() {
    ceilingNanos = FIRST.toNanos();
  }
}
