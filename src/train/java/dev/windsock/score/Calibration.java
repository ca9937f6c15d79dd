package dev.windsock.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How sharp a model is to be in each setting, so that its confidence means what it says: where the
 * words of a text take both sides it is wrong more often than its logits tell, where they take none
 * less often. One factor for each kind of text, after C. Guo and others, On calibration of modern
 * neural networks, 2017.
 */
final class Calibration {
  /** As the regression left it. */
  static final Calibration NONE = new Calibration(filled());

  private final float[] sharpness;

  private Calibration(float[] sharpness) {
    this.sharpness = sharpness;
  }

  private static float[] filled() {
    float[] ones = new float[Analysis.SETTINGS];
    Arrays.fill(ones, 1);
    return ones;
  }

  /** What the logits are multiplied by, by {@link Analysis#setting()}. */
  float[] sharpness() {
    return sharpness.clone();
  }

  @Override
  public String toString() {
    return "sharpness by setting " + Arrays.toString(sharpness);
  }

  /** Logits of negative and positive against neutral, which class is right, and what it counts. */
  private record Logits(double negative, double positive, int label, double weight) {
    private double loss(double times) {
      double total = 1 + StrictMath.exp(negative * times) + StrictMath.exp(positive * times);
      double right =
          switch (label) {
            case Model.NEGATIVE -> negative;
            case Model.POSITIVE -> positive;
            default -> 0;
          };
      return weight * (StrictMath.log(total) - right * times);
    }
  }

  /** Collects scores of texts that the model was not trained on. */
  static final class Fit {
    private final List<List<Logits>> bySetting = new ArrayList<>();

    Fit() {
      for (int setting = 0; setting < Analysis.SETTINGS; setting++) {
        bySetting.add(new ArrayList<>());
      }
    }

    /** Notes a score of an uncalibrated model. */
    void add(Example example, Score score, int setting) {
      if (example.label() >= 0 && score.neutral() > 0) {
        double negative = StrictMath.log(score.negative() / score.neutral());
        double positive = StrictMath.log(score.positive() / score.neutral());
        double weight = example.corpus().weight;
        bySetting.get(setting).add(new Logits(negative, positive, example.label(), weight));
      }
    }

    Calibration best() {
      float[] best = new float[Analysis.SETTINGS];
      for (int setting = 0; setting < best.length; setting++) {
        best[setting] = (float) likeliest(bySetting.get(setting));
      }
      return new Calibration(best);
    }

    /** What to multiply logits by to make the right classes the likeliest; 1 for no texts. */
    private static double likeliest(List<Logits> logits) {
      double best = 1;
      double least = logits.isEmpty() ? 0 : Double.POSITIVE_INFINITY;
      for (int step = 50; step <= 200; step++) {
        double times = step / 100.0;
        double loss = 0;
        for (Logits one : logits) {
          loss += one.loss(times);
        }
        if (loss < least) {
          least = loss;
          best = times;
        }
      }
      return best;
    }
  }
}
