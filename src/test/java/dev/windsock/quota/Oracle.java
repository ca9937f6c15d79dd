package dev.windsock.quota;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A provider that counts strictly: every rolling window that begins with an arrival, both ends
 * counted as inside, and every window aligned to its clock in several phases.
 */
final class Oracle {
  /** Where aligned windows begin, as parts of their length. */
  private static final double[] PHASES = {0, 0.29, 0.5, 0.83};

  private long[] arrivals = new long[256];
  private int count;

  /** Counts an arrival; the instants need not come in order. */
  void arrive(long nanos) {
    if (count == arrivals.length) {
      arrivals = Arrays.copyOf(arrivals, 2 * count);
    }
    arrivals[count++] = nanos;
  }

  int arrived() {
    return count;
  }

  /** How many calls the window with an index allows from one instant to another, nanoseconds. */
  interface Allowed {
    long calls(int window, long fromNanos, long toNanos);
  }

  /** What was too much, in words; empty when nothing was. */
  List<String> violations(List<Window> windows) {
    return violations(windows, (window, from, to) -> windows.get(window).limit());
  }

  /** As {@link #violations(List)}, where limits change as time goes by. */
  List<String> violations(List<Window> windows, Allowed allowed) {
    List<String> found = new ArrayList<>();
    Arrays.sort(arrivals, 0, count);
    for (int i = 0; i < windows.size(); i++) {
      rolling(i, windows.get(i), allowed, found);
      for (double phase : PHASES) {
        aligned(i, windows.get(i), phase, allowed, found);
      }
    }
    return found;
  }

  private void rolling(int index, Window window, Allowed allowed, List<String> found) {
    long length = window.window().toNanos();
    for (int i = 0; i < count; i++) {
      int limit = (int) allowed.calls(index, arrivals[i], arrivals[i] + length);
      if (i + limit < count && arrivals[i + limit] - arrivals[i] <= length) {
        found.add(
            "%d within %.6f s from %.6f s on of %s"
                .formatted(
                    limit + 1,
                    (arrivals[i + limit] - arrivals[i]) / 1e9,
                    arrivals[i] / 1e9,
                    window));
      }
    }
  }

  private void aligned(
      int index, Window window, double phase, Allowed allowed, List<String> found) {
    long length = window.window().toNanos();
    long offset = (long) (phase * length);
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      long number = Math.floorDiv(arrivals[i] + offset, length);
      int in = counts.merge(number, 1, Integer::sum);
      long from = number * length - offset;
      if (in == allowed.calls(index, from, from + length) + 1) {
        found.add("more than allowed in aligned window %d of %s".formatted(number, window));
      }
    }
  }
}
