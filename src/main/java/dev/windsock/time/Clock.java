package dev.windsock.time;

/**
 * Time and timers. Thread-safe. A timer's task runs on the Vert.x context that armed it (the manual
 * clock of the tests runs it in {@code advance}).
 */
public interface Clock {
  /** Monotonic time in nanoseconds from an arbitrary origin: for durations, never for dates. */
  long nanos();

  /** Wall time in milliseconds since 1970: for dates, never for durations. */
  long millis();

  /**
   * Runs a task once, later.
   *
   * @param delayNanos from now; less than a millisecond is rounded up to one
   * @return a handle to call it off
   */
  Timer after(long delayNanos, Runnable task);

  /**
   * Runs a task again and again until cancelled.
   *
   * @param periodNanos between runs, at least a millisecond
   */
  Timer every(long periodNanos, Runnable task);

  /** An armed timer. */
  interface Timer {
    /** Calls the timer off. Returns whether it was still to fire. Idempotent. */
    boolean cancel();
  }
}
