package dev.windsock.score;

/** What a model's file holds. Whoever makes one leaves its arrays alone from then on. */
final class ModelParts {
  final float constant;
  final float[] up;
  final float[] down;
  final float unit;
  final long[] keys;
  final int[] pairs;
  final long[] words;
  final byte[] valences;
  final float[] sharpness;

  /**
   * The parts of a model.
   *
   * @param constant of positive and negative alike
   * @param up weight toward positive by {@link Feature}
   * @param down weight toward negative by {@link Feature}
   * @param unit what one unit of a gram's weights is worth
   * @param keys of the grams, ascending
   * @param pairs the grams' weights, in the order of the keys
   * @param words hashes of words, ascending
   * @param valences the words' general valences in 1/32 of a unit
   * @param sharpness what all logits are multiplied by, by {@link Analysis#setting()}
   */
  ModelParts(
      float constant,
      float[] up,
      float[] down,
      float unit,
      long[] keys,
      int[] pairs,
      long[] words,
      byte[] valences,
      float[] sharpness) {
    this.constant = constant;
    this.up = up;
    this.down = down;
    this.unit = unit;
    this.keys = keys;
    this.pairs = pairs;
    this.words = words;
    this.valences = valences;
    this.sharpness = sharpness;
  }

  /** The model, ready for use. */
  Model model() {
    Table grams = new Table(keys.length);
    for (int g = 0; g < keys.length; g++) {
      grams.put(keys[g], pairs[g]);
    }
    Table byWord = new Table(words.length);
    for (int w = 0; w < words.length; w++) {
      byWord.put(words[w], valences[w]);
    }
    double[] ups = new double[up.length];
    double[] downs = new double[down.length];
    for (int f = 0; f < up.length; f++) {
      ups[f] = up[f];
      downs[f] = down[f];
    }
    double[] times = new double[sharpness.length];
    for (int s = 0; s < times.length; s++) {
      times[s] = sharpness[s];
    }
    return new Model(constant, ups, downs, grams, unit, byWord, times);
  }
}
