package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The near level's hit ratio on a skewed trace, against the clairvoyant optimum (Belady: of what is
 * held and what comes, what is asked for latest goes), with all entries of one weight.
 */
class HitRatioTest {
  private static final int KEYS = 100_000;
  private static final int CAPACITY = KEYS / 100;
  private static final int REQUESTS = 1_000_000;
  private static final int TRACES = 4;
  private static final double SKEW = 0.99;
  private static final int VALUE_BYTES = 1_000;

  @Test
  void near_zipfAtOnePercentCapacity_isCloseToTheOptimum() {
    double optimum = 0;
    double ratio = 0;
    // The mean of some traces: what is dropped is chosen with some chance in it.
    for (int seed = 1; seed <= TRACES; seed++) {
      int[] trace = trace(seed);
      optimum += optimum(trace) / TRACES;
      ratio += near(trace) / TRACES;
    }
    System.out.printf(
        "hit ratio, Zipf %.2f, capacity 1 %%: near %.1f %%, optimum %.1f %%, share %.2f %%%n",
        SKEW, 100 * ratio, 100 * optimum, 100 * ratio / optimum);
    assertThat(optimum).isBetween(0.55, 0.75);
    assertThat(ratio / optimum).isBetween(0.88, 1.0);
  }

  private static int[] trace(long seed) {
    double[] cumulative = new double[KEYS];
    double sum = 0;
    for (int k = 0; k < KEYS; k++) {
      sum += 1 / Math.pow(k + 1, SKEW);
      cumulative[k] = sum;
    }
    Random random = new Random(seed);
    int[] trace = new int[REQUESTS];
    for (int i = 0; i < REQUESTS; i++) {
      int at = Arrays.binarySearch(cumulative, random.nextDouble() * sum);
      trace[i] = Math.min(KEYS - 1, at < 0 ? -at - 1 : at);
    }
    return trace;
  }

  private static double near(int[] trace) {
    ManualClock clock = new ManualClock();
    String[] ids = new String[KEYS];
    for (int k = 0; k < KEYS; k++) {
      ids[k] = String.format("%06d", k);
    }
    Entry<String> any = entry(clock);
    long weight = Near.weight(new Near.Place("things", ids[0]), any);
    Near near =
        new Near(clock, weight * CAPACITY, entry -> Long.MAX_VALUE / 2_000_000, (p, e) -> {});
    int hits = 0;
    for (int key : trace) {
      Near.Place place = new Near.Place("things", ids[key]);
      if (near.get(place) != null) {
        hits++;
      } else {
        Entry<String> entry = entry(clock);
        near.<String>change(place, present -> entry);
      }
    }
    near.sweep();
    assertThat(near.entries()).isLessThanOrEqualTo(CAPACITY);
    return (double) hits / trace.length;
  }

  private static Entry<String> entry(ManualClock clock) {
    return new Entry<>("v", 1, clock.millis(), Long.MAX_VALUE, 0, null, VALUE_BYTES, 0);
  }

  private static double optimum(int[] trace) {
    int[] next = new int[trace.length];
    int[] later = new int[KEYS];
    Arrays.fill(later, Integer.MAX_VALUE);
    for (int i = trace.length - 1; i >= 0; i--) {
      next[i] = later[trace[i]];
      later[trace[i]] = i;
    }
    // When a held key is asked for next; old places in the queue are told by that.
    int[] due = new int[KEYS];
    Arrays.fill(due, -1);
    PriorityQueue<long[]> latest = new PriorityQueue<>((a, b) -> Long.compare(b[0], a[0]));
    int held = 0;
    int hits = 0;
    for (int i = 0; i < trace.length; i++) {
      int key = trace[i];
      if (due[key] >= 0) {
        hits++;
      } else {
        held++;
      }
      due[key] = next[i];
      latest.add(new long[] {next[i], key});
      while (held > CAPACITY) {
        long[] last = latest.remove();
        int candidate = (int) last[1];
        if (due[candidate] == last[0]) {
          due[candidate] = -1;
          held--;
        }
      }
    }
    return (double) hits / trace.length;
  }
}
