package dev.windsock.score;

/**
 * A linear model: for each feature and each gram what one unit adds to the logit of positive and of
 * negative against that of neutral, combined to probabilities by softmax. {@code StrictMath} makes
 * them the same bits on every JVM. Immutable and safe on any thread.
 */
final class Model {
  static final int NEGATIVE = 0;
  static final int NEUTRAL = 1;
  static final int POSITIVE = 2;

  private final double constant;
  private final double[] up;
  private final double[] down;
  private final Table grams;
  private final double unit;
  private final Table valences;
  private final double[] sharpness;

  /**
   * A model.
   *
   * @param constant of positive and negative alike: a text that says nothing leans nowhere
   * @param up by feature, toward positive
   * @param down by feature, toward negative
   * @param grams by key: toward positive in the upper half, toward negative in the lower, in units
   * @param unit what one unit of a gram's weight is worth
   * @param valences of words by hash
   * @param sharpness what all logits are multiplied by, by {@link Analysis#setting()}
   */
  Model(
      double constant,
      double[] up,
      double[] down,
      Table grams,
      double unit,
      Table valences,
      double[] sharpness) {
    this.constant = constant;
    this.up = up;
    this.down = down;
    this.grams = grams;
    this.unit = unit;
    this.valences = valences;
    this.sharpness = sharpness;
  }

  /** The general valence of words by hash, in 1/32 of a unit. */
  Table valences() {
    return valences;
  }

  /** A pair of weights of a gram as one value of a table. */
  static int pair(int up, int down) {
    return (up << 16) | (down & 0xffff);
  }

  /** What the logits of a text are multiplied by, so that confidence is the share that is right. */
  double sharpness(Analysis text) {
    return sharpness[text.setting()];
  }

  /** Fills in the probabilities of the three classes. */
  void probabilities(Analysis text, double[] share) {
    double positive = constant;
    double negative = constant;
    Events events = text.events;
    for (int f = 0; f < up.length; f++) {
      double value = events.value(f);
      if (value != 0) {
        positive += up[f] * value;
        negative += down[f] * value;
      }
    }
    int ups = 0;
    int downs = 0;
    for (int g = 0; g < text.grams.count(); g++) {
      int weights = grams.get(text.grams.key(g));
      ups += weights >> 16;
      downs += (short) weights;
    }
    double times = sharpness(text);
    positive = (positive + ups * unit * text.grams.value()) * times;
    negative = (negative + downs * unit * text.grams.value()) * times;
    double most = StrictMath.max(0, StrictMath.max(positive, negative));
    share[NEUTRAL] = StrictMath.exp(-most);
    share[POSITIVE] = StrictMath.exp(positive - most);
    share[NEGATIVE] = StrictMath.exp(negative - most);
    double total = share[0] + share[1] + share[2];
    share[0] /= total;
    share[1] /= total;
    share[2] /= total;
  }

  /** By how much one unit of a feature moves the difference of the positive and negative logits. */
  double pull(int feature) {
    return up[feature] - down[feature];
  }

  /** The same of a gram. */
  double pull(long key) {
    int weights = grams.get(key);
    return ((weights >> 16) - (short) weights) * unit;
  }
}
