package dev.windsock.score;

import java.util.Arrays;
import java.util.List;

/**
 * Multinomial logistic regression on {@link Rows}: cross-entropy with smoothed aims, the weights of
 * grams drawn to 0, those of the rules to what is known of them beforehand. Slang that the corpora
 * hardly show so keeps the weight that a reader of it would give.
 */
final class Regression implements Lbfgs.Function {
  /**
   * How strongly weights are drawn to what is expected of them.
   *
   * @param dense of the rules' features
   * @param grams of the grams
   * @param ratioPower how much less grams that tell classes apart are held
   * @param countPower how much less frequent grams are held
   * @param smoothing how much of each aim is spread over the three classes
   */
  record Pull(double dense, double grams, double ratioPower, double countPower, double smoothing) {
    /** What cross-validation inside the training part, and across corpora, found best. */
    static final Pull USUAL = new Pull(10, 2.5, 1, -.5, .02);
  }

  private static final int F = Feature.COUNT;

  private final List<Rows.Row> rows;
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
    this.hold = rows.hold(pull.ratioPower, pull.countPower);
    this.prior = prior;
    this.pull = pull;
  }

  /** The weights: constant, up and down by feature, up and down by gram. */
  double[] fit(int steps) {
    double[] point = new double[1 + 2 * F + 2 * hold.length];
    System.arraycopy(prior, 0, point, 0, prior.length);
    Lbfgs.minimize(this, point, steps);
    return point;
  }

  @Override
  public double at(double[] w, double[] gradient) {
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
      boolean dense = i < grams;
      double strength = dense ? pull.dense : pull.grams * hold[(i - grams) / 2];
      double off = dense ? w[i] - prior[i] : w[i];
      loss += strength / 2 * off * off;
      gradient[i] += strength * off;
    }
    return loss;
  }

  private double smooth(double aim) {
    return aim * (1 - pull.smoothing) + pull.smoothing / 3;
  }
}
