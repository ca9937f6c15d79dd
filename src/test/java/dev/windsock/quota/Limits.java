package dev.windsock.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * Which limits the instances had from when to when: what a provider that changes its limits may
 * count in a window is the most that any of them had.
 */
final class Limits {
  private record Period(List<Window> windows, long fromNanos, long toNanos) {}

  private final List<Period> past = new ArrayList<>();
  private final List<Period> now = new ArrayList<>();

  /** Of so many instances, all with the same limits at first. */
  Limits(int instances, List<Window> windows) {
    for (int i = 0; i < instances; i++) {
      now.add(new Period(windows, Long.MIN_VALUE, Long.MAX_VALUE));
    }
  }

  /** One instance has others from an instant on. */
  void change(int instance, List<Window> windows, long nanos) {
    Period before = now.set(instance, new Period(windows, nanos, Long.MAX_VALUE));
    past.add(new Period(before.windows, before.fromNanos, nanos));
  }

  /** The highest limit that any instance had for a window at some time between two instants. */
  long most(int window, long fromNanos, long toNanos) {
    long most = 0;
    for (List<Period> periods : List.of(past, now)) {
      for (Period period : periods) {
        if (period.fromNanos <= toNanos && period.toNanos >= fromNanos) {
          most = Math.max(most, period.windows.get(window).limit());
        }
      }
    }
    return most;
  }
}
