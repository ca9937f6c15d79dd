package dev.windsock.score;

import java.util.Arrays;

/**
 * What the rules found in one text: features with their strength and the tokens they were found at.
 * Reused; confined to one thread at a time.
 */
final class Events {
  /** More than this many of a feature say no more than this. */
  static final double CAP = 2;

  /** How fast the valence of many words saturates; VADER's constant, for ratings of up to 4. */
  private static final double SATURATION = 15;

  private static final int KIND = Feature.KIND_WORD.index;
  private static final int HARSH = Feature.HARSH_WORD.index;

  private final int[] feature;
  private final int[] from;
  private final int[] to;
  private final double[] strength;
  private final double[] sums = new double[Feature.COUNT];
  private int count;

  Events(int tokens) {
    int most = tokens * 2 + 8;
    feature = new int[most];
    from = new int[most];
    to = new int[most];
    strength = new double[most];
  }

  /** Forgets all. */
  void reset() {
    count = 0;
    Arrays.fill(sums, 0);
  }

  /** Notes a feature found at tokens {@code first} to {@code last}, both included. */
  void add(Feature found, double howMuch, int first, int last) {
    if (count < feature.length) {
      feature[count] = found.index;
      from[count] = Math.min(first, last);
      to[count] = Math.max(first, last);
      strength[count] = howMuch;
      sums[found.index] += howMuch;
      count++;
    }
  }

  int count() {
    return count;
  }

  int feature(int event) {
    return feature[event];
  }

  int from(int event) {
    return from[event];
  }

  int to(int event) {
    return to[event];
  }

  double strength(int event) {
    return strength[event];
  }

  /** The sum of a feature, scaled so that it stays within its cap. */
  double value(int index) {
    return sums[index] == 0 ? 0 : sums[index] * scale(index);
  }

  /** What the strength of each event of a feature is scaled by. */
  double scale(int index) {
    double sum = sums[index];
    if (index == KIND || index == HARSH) {
      return 1 / StrictMath.sqrt(sum * sum + SATURATION);
    }
    return sum > CAP ? CAP / sum : 1;
  }
}
