package dev.windsock.score;

import java.util.Arrays;

/** Sums by stretch of tokens: many grams share one, and its text is made once. For one thread. */
final class Spans {
  /** What is done with a stretch. */
  interface Visitor {
    /** Sees the first token, the last one and the sum. */
    void see(int from, int to, double sum);
  }

  private static final long FREE = -1;

  private final long[] keys;
  private final double[] sums;

  /** By order of arrival, the place. */
  private final int[] places;

  private int count;

  /** Sums of up to so many. */
  Spans(int most) {
    int size = Integer.highestOneBit(Math.max(1, most)) * 4;
    keys = new long[size];
    Arrays.fill(keys, FREE);
    sums = new double[size];
    places = new int[most];
  }

  void add(int from, int to, double value) {
    if (value == 0) {
      return;
    }
    long key = (long) from << Integer.SIZE | to;
    int place = (from * 31 + to) & (keys.length - 1);
    while (keys[place] != key) {
      if (keys[place] == FREE) {
        keys[place] = key;
        places[count++] = place;
        break;
      }
      place = (place + 1) & (keys.length - 1);
    }
    sums[place] += value;
  }

  /** Visits each stretch in the order of arrival. */
  void forEach(Visitor visitor) {
    for (int i = 0; i < count; i++) {
      long key = keys[places[i]];
      visitor.see((int) (key >>> Integer.SIZE), (int) key, sums[places[i]]);
    }
  }
}
