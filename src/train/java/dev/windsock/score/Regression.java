package dev.windsock.score;

import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression on {@link Rows}: cross-entropy with smoothed aims, the weights of
 * grams drawn to 0, those of the rules to what is known of them beforehand. Slang that the corpora
 * hardly show so keeps the weight that a reader of it would give.
 */
final class Regression {
  /**
   * How strongly weights are drawn to what is expected of them.
   *
   * @param dense of the rules' features
   * @param grams of the grams
   * @param ratioPower how much less grams that tell classes apart are held
   * @param countPower how much less frequent grams are held
   * @param around what grams around the target are held by, as a share
   * @param smoothing how much of each aim is spread over the three classes
   */
  record Pull(
      double dense,
      double grams,
      double ratioPower,
      double countPower,
      double around,
      double smoothing) {
    /** What cross-validation inside the training part, and across corpora, found best. */
    static final Pull USUAL = new Pull(8, 2, 1, -.5, .3, .02);
  }

  private static final int F = Feature.COUNT;
  private static final double CONSTANT_UNIT = .1;

  private final List<Rows.Row> rows;

  /** How strongly each weight is held; the constant is free. */
  private final double[] hold;

  private final double[] prior;
  private final Pull pull;

  /**
   * A regression.
   *
   * @param prior the expected weights: constant, then up and down by feature
   */
  Regression(Rows rows, double[] prior, Pull pull) {
    this.rows = rows.rows();
    double[] grams = rows.hold(pull.ratioPower, pull.countPower, pull.around);
    this.hold = new double[1 + 2 * F + 2 * grams.length];
    this.prior = Arrays.copyOf(prior, hold.length);
    this.pull = pull;
    Arrays.fill(hold, 1, 1 + 2 * F, pull.dense);
    for (int i = 1 + 2 * F; i < hold.length; i++) {
      hold[i] = pull.grams * grams[(i - 1 - 2 * F) / 2];
    }
  }

  /**
   * The weights: constant, up and down by feature, up and down by gram. The search is for multiples
   * of what each may freely move by, which makes the valley round and the way down short.
   */
  double[] fit(int steps) {
    int n = hold.length;
    double[] unit = new double[n];
    double[] point = new double[n];
    double[] weights = new double[n];
    double[] slopes = new double[n];
    for (int i = 0; i < n; i++) {
      unit[i] = i == 0 ? CONSTANT_UNIT : 1 / StrictMath.sqrt(hold[i]);
      point[i] = prior[i] / unit[i];
    }
    Lbfgs.Function scaled =
        (at, gradient) -> {
          multiply(at, unit, weights);
          double loss = at(weights, slopes);
          multiply(slopes, unit, gradient);
          return loss;
        };
    Lbfgs.minimize(scaled, point, steps);
    multiply(point, unit, weights);
    return weights;
  }

  private static void multiply(double[] a, double[] b, double[] product) {
    for (int i = 0; i < product.length; i++) {
      product[i] = a[i] * b[i];
    }
  }

  private double at(double[] w, double[] gradient) {
    double loss = 0;
    Arrays.fill(gradient, 0);
    int grams = 1 + 2 * F;
    for (Rows.Row row : rows) {
      double[] x = row.dense;
      double up = w[0];
      double down = w[0];
      for (int f = 0; f < F; f++) {
        if (x[f] != 0) {
          up += w[1 + f] * x[f];
          down += w[1 + F + f] * x[f];
        }
      }
      double upSum = 0;
      double downSum = 0;
      for (int g : row.grams) {
        upSum += w[grams + 2 * g];
        downSum += w[grams + 2 * g + 1];
      }
      up += upSum * row.value;
      down += downSum * row.value;
      double most = Math.max(0, Math.max(up, down));
      double total =
          StrictMath.exp(up - most) + StrictMath.exp(down - most) + StrictMath.exp(-most);
      double log = most + StrictMath.log(total);
      double weight = row.example.corpus().weight;
      double aimUp = smooth(row.example.aim(Model.POSITIVE));
      double aimDown = smooth(row.example.aim(Model.NEGATIVE));
      loss += weight * (log - aimUp * up - aimDown * down);
      double errorUp = weight * (StrictMath.exp(up - log) - aimUp);
      double errorDown = weight * (StrictMath.exp(down - log) - aimDown);
      gradient[0] += errorUp + errorDown;
      for (int f = 0; f < F; f++) {
        if (x[f] != 0) {
          gradient[1 + f] += errorUp * x[f];
          gradient[1 + F + f] += errorDown * x[f];
        }
      }
      for (int g : row.grams) {
        gradient[grams + 2 * g] += errorUp * row.value;
        gradient[grams + 2 * g + 1] += errorDown * row.value;
      }
    }
    for (int i = 1; i < w.length; i++) {
      double off = w[i] - prior[i];
      loss += hold[i] / 2 * off * off;
      gradient[i] += hold[i] * off;
    }
    return loss;
  }

  private double smooth(double aim) {
    return aim * (1 - pull.smoothing) + pull.smoothing / 3;
  }
}
