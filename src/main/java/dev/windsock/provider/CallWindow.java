package dev.windsock.provider;

/**
 * Counts calls over a sliding window and says when there were too many bad ones. The window moves
 * in tenths. Pure arithmetic over the times it is given; single-threaded.
 */
final class CallWindow {
  private static final int SLOTS = 10;

  private final BreakerOptions options;
  private final long slotNanos;
  private final int[] calls = new int[SLOTS];
  private final int[] failures = new int[SLOTS];
  private final int[] slow = new int[SLOTS];
  private long slot;
  private boolean started;

  CallWindow(BreakerOptions options) {
    this.options = options;
    this.slotNanos = Math.max(1, options.window().toNanos() / SLOTS);
  }

  /**
   * Counts a call.
   *
   * @return whether the breaker should open: enough calls in the window, and too large a share of
   *     them failed or was slow
   */
  boolean record(long nowNanos, boolean failed, long durationNanos) {
    moveTo(Math.floorDiv(nowNanos, slotNanos));
    int at = Math.floorMod(slot, SLOTS);
    calls[at]++;
    failures[at] += failed ? 1 : 0;
    slow[at] += durationNanos >= options.slowCall().toNanos() ? 1 : 0;
    int total = sum(calls);
    return total >= options.minCalls()
        && (sum(failures) >= options.failureRate() * total
            || sum(slow) >= options.slowRate() * total);
  }

  /** Forgets everything. */
  void clear() {
    for (int i = 0; i < SLOTS; i++) {
      calls[i] = 0;
      failures[i] = 0;
      slow[i] = 0;
    }
  }

  private void moveTo(long now) {
    if (!started || now - slot >= SLOTS) {
      clear();
    } else {
      for (long passed = slot + 1; passed <= now; passed++) {
        int at = Math.floorMod(passed, SLOTS);
        calls[at] = 0;
        failures[at] = 0;
        slow[at] = 0;
      }
    }
    started = true;
    slot = now;
  }

  private static int sum(int[] counts) {
    int sum = 0;
    for (int count : counts) {
      sum += count;
    }
    return sum;
  }
}
