package dev.windsock.score;

import java.util.ArrayList;
import java.util.List;

/**
 * How sharp a model is to be, so that its confidence means what it says.
 *
 * @param sharpness what all weights are multiplied by
 * @param shared what the logits are multiplied by besides where others are named as well
 */
record Calibration(double sharpness, double shared) {
  /** As the regression left it. */
  static final Calibration NONE = new Calibration(1, 1);

  /** Logits of negative and positive against neutral, and which class is right. */
  private record Logits(double negative, double positive, int label) {
    private double loss(double times) {
      double total = 1 + StrictMath.exp(negative * times) + StrictMath.exp(positive * times);
      double right =
          switch (label) {
            case Model.NEGATIVE -> negative;
            case Model.POSITIVE -> positive;
            default -> 0;
          };
      return StrictMath.log(total) - right * times;
    }
  }

  /** Collects scores of texts that the model was not trained on. */
  static final class Fit {
    private final List<Logits> alone = new ArrayList<>();
    private final List<Logits> shared = new ArrayList<>();

    /** Notes a score of an uncalibrated model. */
    void add(Example example, Score score, boolean isShared) {
      if (example.label() >= 0 && score.neutral() > 0) {
        double negative = StrictMath.log(score.negative() / score.neutral());
        double positive = StrictMath.log(score.positive() / score.neutral());
        (isShared ? shared : alone).add(new Logits(negative, positive, example.label()));
      }
    }

    Calibration best() {
      double sharpness = likeliest(alone);
      return new Calibration(sharpness, likeliest(shared) / sharpness);
    }

    /** What to multiply logits by to make the right classes the likeliest. */
    private static double likeliest(List<Logits> logits) {
      double best = 1;
      double least = Double.POSITIVE_INFINITY;
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
