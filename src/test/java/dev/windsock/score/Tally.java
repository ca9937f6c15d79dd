package dev.windsock.score;

import java.util.List;
import java.util.Locale;

/** Counts how often a scorer is right, and how right it claims to be. */
final class Tally {
  private static final int BINS = 10;

  /** In the order of {@link Model#NEGATIVE}, {@link Model#NEUTRAL} and {@link Model#POSITIVE}. */
  private static final List<String> LABELS = List.of("bearish", "neutral", "bullish");

  private final int[][] counts = new int[3][3];
  private final double[] sure = new double[BINS];
  private final int[] right = new int[BINS];
  private int total;
  private double sumX;
  private double sumY;
  private double sumXx;
  private double sumYy;
  private double sumXy;

  /** Notes what a text was rated, and how it was scored. */
  void add(Example example, Score score) {
    double value = score.value();
    double rating = example.rating();
    total++;
    sumX += value;
    sumY += rating;
    sumXx += value * value;
    sumYy += rating * rating;
    sumXy += value * rating;
    if (example.label() >= 0) {
      int found = LABELS.indexOf(score.label());
      counts[example.label()][found]++;
      int bin = Math.min(BINS - 1, (int) (score.confidence() * BINS));
      sure[bin] += score.confidence();
      right[bin] += example.label() == found ? 1 : 0;
    }
  }

  int total() {
    return total;
  }

  double f1(int label) {
    int told = 0;
    int found = 0;
    for (int k = 0; k < 3; k++) {
      told += counts[label][k];
      found += counts[k][label];
    }
    return 2.0 * counts[label][label] / Math.max(1, told + found);
  }

  /** The mean of the F1 of the three classes. */
  double macro() {
    return (f1(0) + f1(1) + f1(2)) / 3;
  }

  /** The mean of the F1 of the three classes, by how often each occurs. */
  double weighted() {
    double sum = 0;
    int labelled = 0;
    for (int label = 0; label < 3; label++) {
      int told = counts[label][0] + counts[label][1] + counts[label][2];
      sum += told * f1(label);
      labelled += told;
    }
    return sum / Math.max(1, labelled);
  }

  double accuracy() {
    return (counts[0][0] + counts[1][1] + counts[2][2]) / (double) Math.max(1, total);
  }

  /** The expected calibration error over ten bins of confidence. */
  double calibrationError() {
    double gap = 0;
    for (int bin = 0; bin < BINS; bin++) {
      gap += Math.abs(sure[bin] - right[bin]);
    }
    return gap / Math.max(1, total);
  }

  /** Pearson's correlation of scores and ratings. */
  double correlation() {
    double spread = Math.sqrt((total * sumXx - sumX * sumX) * (total * sumYy - sumY * sumY));
    return spread == 0 ? 0 : (total * sumXy - sumX * sumY) / spread;
  }

  /** The cosine of scores and ratings. */
  double cosine() {
    return sumXx == 0 || sumYy == 0 ? 0 : sumXy / Math.sqrt(sumXx * sumYy);
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "n %d, macro-F1 %.3f, weighted F1 %.3f, accuracy %.3f, ECE %.3f, r %.3f, cosine %.3f"
            + " (bearish %.3f, neutral %.3f, bullish %.3f)",
        total,
        macro(),
        weighted(),
        accuracy(),
        calibrationError(),
        correlation(),
        cosine(),
        f1(0),
        f1(1),
        f1(2));
  }
}
