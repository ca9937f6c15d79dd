package dev.windsock.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A linear model over the features: for each class a weight per feature and a constant, combined to
 * probabilities by softmax. {@code StrictMath} makes them the same bits on every JVM. Immutable.
 */
final class Weights {
  static final int NEGATIVE = 0;
  static final int NEUTRAL = 1;
  static final int POSITIVE = 2;

  private final double[] constant = new double[3];
  private final double[][] weight = new double[3][Feature.COUNT];

  private Weights() {}

  /** Reads lines of {@code feature negative neutral positive}. */
  static Weights load(String resource) {
    Weights weights = new Weights();
    try (InputStream in = Weights.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + resource + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] part = line.split(" +");
        if (part.length == 4 && !line.startsWith("#")) {
          for (int k = 0; k < 3; k++) {
            double value = Double.parseDouble(part[k + 1]);
            if (part[0].equals("constant")) {
              weights.constant[k] = value;
            } else {
              int feature = Feature.valueOf(part[0].toUpperCase(Locale.ROOT)).index;
              weights.weight[k][feature] = value;
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return weights;
  }

  /** The probabilities of the three classes for the capped sums of the features. */
  double[] probabilities(double[] sums) {
    double[] logit = constant.clone();
    for (int f = 0; f < sums.length; f++) {
      if (sums[f] != 0) {
        double value = sums[f] * Events.scale(sums[f]);
        for (int k = 0; k < 3; k++) {
          logit[k] += weight[k][f] * value;
        }
      }
    }
    double most = StrictMath.max(logit[0], StrictMath.max(logit[1], logit[2]));
    double total = 0;
    for (int k = 0; k < 3; k++) {
      logit[k] = StrictMath.exp(logit[k] - most);
      total += logit[k];
    }
    for (int k = 0; k < 3; k++) {
      logit[k] /= total;
    }
    return logit;
  }

  /** By how much one unit of a feature moves the difference of the positive and negative logits. */
  double pull(int feature) {
    return weight[POSITIVE][feature] - weight[NEGATIVE][feature];
  }
}
