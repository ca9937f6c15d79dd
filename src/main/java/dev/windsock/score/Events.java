package dev.windsock.score;

/**
 * What the rules found in one text: features with their strength and the tokens they were found at.
 * Confined to the call that made it.
 */
final class Events {
  /** More than this many of a feature say no more than this. */
  static final double CAP = 2;

  private final int[] feature;
  private final int[] from;
  private final int[] to;
  private final double[] strength;
  private int count;

  Events(int tokens) {
    int most = tokens * 2 + 8;
    feature = new int[most];
    from = new int[most];
    to = new int[most];
    strength = new double[most];
  }

  /** Notes a feature found at tokens {@code first} to {@code last}, both included. */
  void add(Feature found, double howMuch, int first, int last) {
    if (count < feature.length) {
      feature[count] = found.index;
      from[count] = Math.min(first, last);
      to[count] = Math.max(first, last);
      strength[count] = howMuch;
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

  /** The sum of each feature, not yet capped. */
  double[] sums() {
    double[] sums = new double[Feature.COUNT];
    for (int i = 0; i < count; i++) {
      sums[feature[i]] += strength[i];
    }
    return sums;
  }

  /** By how much the sum of a feature is scaled so that it stays within the cap. */
  static double scale(double sum) {
    return sum > CAP ? CAP / sum : 1;
  }
}
