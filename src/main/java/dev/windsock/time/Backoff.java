package dev.windsock.time;

import java.util.function.DoubleSupplier;

/**
 * How long to wait before the next try: doubling, with full jitter over the upper half so that many
 * who lost the same peer do not come back in step. Not thread-safe.
 */
public final class Backoff {
  private final long firstNanos;
  private final long lastNanos;
  private final DoubleSupplier random;
  private long nextNanos;

  /**
   * @param firstNanos the longest first wait
   * @param lastNanos the longest wait of all
   * @param random uniform in [0, 1)
   */
  public Backoff(long firstNanos, long lastNanos, DoubleSupplier random) {
    this.firstNanos = firstNanos;
    this.lastNanos = lastNanos;
    this.random = random;
    this.nextNanos = firstNanos;
  }

  /** The wait before the next try. */
  public long nextNanos() {
    long ceiling = nextNanos;
    nextNanos = Math.min(lastNanos, ceiling * 2);
    return jittered(ceiling);
  }

  /** The longest wait, for what will not heal by itself soon. */
  public long slowestNanos() {
    return jittered(lastNanos);
  }

  /** Starts over after a success. */
  public void reset() {
    nextNanos = firstNanos;
  }

  private long jittered(long ceiling) {
    return (long) (ceiling * (0.5 + random.getAsDouble() / 2));
  }
}
