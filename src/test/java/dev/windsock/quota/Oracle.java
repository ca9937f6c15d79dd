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

  /** What was too much, in words; empty when nothing was. */
  List<String> violations(List<Window> windows) {
    List<String> found = new ArrayList<>();
    Arrays.sort(arrivals, 0, count);
    for (Window window : windows) {
      rolling(window, found);
      for (double phase : PHASES) {
        aligned(window, phase, found);
      }
    }
    return found;
  }

  private void rolling(Window window, List<String> found) {
    int limit = (int) window.limit();
    for (int i = 0; i + limit < count; i++) {
      long span = arrivals[i + limit] - arrivals[i];
      if (span <= window.window().toNanos()) {
        found.add(
            "%d within %.6f s from %.6f s on of %s"
                .formatted(limit + 1, span / 1e9, arrivals[i] / 1e9, window));
      }
    }
  }

  private void aligned(Window window, double phase, List<String> found) {
    long length = window.window().toNanos();
    long offset = (long) (phase * length);
    Map<Long, Integer> counts = new HashMap<>();
    for (int i = 0; i < count; i++) {
      long number = Math.floorDiv(arrivals[i] + offset, length);
      int in = counts.merge(number, 1, Integer::sum);
      if (in == window.limit() + 1) {
        found.add("more than allowed in aligned window %d of %s".formatted(number, window));
      }
    }
  }
}
