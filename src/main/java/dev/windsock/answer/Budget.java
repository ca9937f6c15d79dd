package dev.windsock.answer;

import dev.windsock.time.Clock;
import java.time.Duration;

/**
 * One deadline and what each stage gets of it. All stages end at instants, not after times of their
 * own, so that what one of them waited for is not there for the next to wait again; and each ends a
 * little before the one that waits for it, so that what it has by then is still taken. Immutable.
 *
 * <pre>{@code
 * now ─ asking ───────────────► providers ► reply ► reading ► blending ─ deadline
 *                                │◄───────── a fifth of it, 100 ms at most ─────►│
 * }</pre>
 *
 * @param deadlineNanos by when the answer must be there, on the clock's monotonic time
 * @param reserveNanos kept back of the providers' time
 */
record Budget(long deadlineNanos, long reserveNanos) {
  private static final long MOST_NANOS = 100_000_000;

  /** What is left from now on; nothing when it is too late. */
  static Budget until(long deadlineNanos, Clock clock) {
    long left = Math.max(0, deadlineNanos - clock.nanos());
    return new Budget(deadlineNanos, Math.min(MOST_NANOS, left / 5));
  }

  /** By when providers answer, with what they have read by then. */
  long providersByNanos() {
    return deadlineNanos - reserveNanos;
  }

  /** By when their replies are here, or count as timed out. */
  long repliesByNanos() {
    return deadlineNanos - reserveNanos * 3 / 4;
  }

  /** By when all that is read is here: what is not is blended without. */
  long readingsByNanos() {
    return deadlineNanos - reserveNanos / 2;
  }

  /** How long it is until an instant; zero when it has passed. */
  static Duration left(long byNanos, Clock clock) {
    return Duration.ofNanos(Math.max(0, byNanos - clock.nanos()));
  }
}
