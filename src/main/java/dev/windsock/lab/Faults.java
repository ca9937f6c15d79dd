package dev.windsock.lab;

import java.util.ArrayList;
import java.util.List;

/**
 * The faults of one provider that are still to be played, {@value #MAX} at most (the oldest goes).
 * Thread-safe.
 */
final class Faults {
  static final int MAX = 32;

  private final long seed;
  private final List<Armed> armed = new ArrayList<>();
  private long throwsMade;

  Faults(long seed) {
    this.seed = seed;
  }

  synchronized void arm(Fault fault, long nowNanos) {
    if (armed.size() == MAX) {
      armed.remove(0);
    }
    armed.add(new Armed(fault, nowNanos + fault.duration().toNanos()));
  }

  synchronized void clear() {
    armed.clear();
  }

  /** Which of them one request meets: at most one of each kind, oldest first. */
  List<Fault.Kind> meet(long nowNanos) {
    return meet(nowNanos, false);
  }

  /** Which of them one event of a stream meets. */
  List<Fault.Kind> meetInStream(long nowNanos) {
    return meet(nowNanos, true);
  }

  private synchronized List<Fault.Kind> meet(long nowNanos, boolean inStream) {
    if (armed.isEmpty()) {
      return List.of();
    }
    armed.removeIf(fault -> fault.left == 0 || fault.untilNanos - nowNanos <= 0);
    List<Fault.Kind> met = new ArrayList<>(1);
    for (Armed fault : armed) {
      if (fault.what.kind().inStream() != inStream) {
        continue;
      }
      double unit = Dice.unit(Dice.roll(seed, throwsMade++));
      if (unit < fault.what.probability() && !met.contains(fault.what.kind())) {
        fault.left--;
        met.add(fault.what.kind());
      }
    }
    return met;
  }

  private static final class Armed {
    private final Fault what;
    private final long untilNanos;
    private int left;

    private Armed(Fault what, long untilNanos) {
      this.what = what;
      this.untilNanos = untilNanos;
      this.left = what.count();
    }
  }
}
