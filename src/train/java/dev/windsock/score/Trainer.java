package dev.windsock.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/** From rated texts to a model. */
final class Trainer {
  private static final int F = Feature.COUNT;
  private static final int STEPS = 40;
  private static final int LEAST_TEXTS = 2;

  /** Grams that move neither logit by so much are left out. */
  private static final double LEAST_WEIGHT = .004;

  /**
   * Added to the constant. The corpora hold more neutral texts than most others, and the labels of
   * both were found best (by the mean F1 of the classes, in cross-validation) with a little less
   * than their share of neutral.
   */
  private static final double LESS_NEUTRAL = .15;

  private final Lexicon lexicon = Lexicon.load("lexicon.txt");
  private final Map<String, Double> words;
  private final double[] priors = priors();
  private final Regression.Pull pull;

  /**
   * A trainer.
   *
   * @param words ratings of single words
   */
  Trainer(Map<String, Double> words, Regression.Pull pull) throws IOException {
    this.words = words;
    this.pull = pull;
  }

  /** Trains a model whose confidence is calibrated. */
  ModelParts train(List<Example> examples, Calibration calibration) {
    List<Example> rated = examples.stream().filter(example -> example.label() < 0).toList();
    SortedMap<Long, Integer> learned = Valences.learn(words, rated, lexicon);
    Table valences = new Table(learned.size());
    learned.forEach(valences::put);
    Rows rows = new Rows(examples, new Analysis(lexicon, valences), LEAST_TEXTS);
    double[] w = new Regression(rows, priors, pull).fit(STEPS);
    w[0] += LESS_NEUTRAL;
    float[] ups = new float[F];
    float[] downs = new float[F];
    for (int f = 0; f < F; f++) {
      ups[f] = (float) w[1 + f];
      downs[f] = (float) w[1 + F + f];
    }
    int grams = 1 + 2 * F;
    double largest = 0;
    for (int i = grams; i < w.length; i++) {
      largest = Math.max(largest, Math.abs(w[i]));
    }
    float unit = (float) (largest / (Short.MAX_VALUE - 1));
    long[] keys = new long[rows.keys().length];
    int[] pairs = new int[keys.length];
    int used = 0;
    for (int g = 0; g < keys.length; g++) {
      double up = w[grams + 2 * g];
      double down = w[grams + 2 * g + 1];
      if (Math.max(Math.abs(up), Math.abs(down)) >= LEAST_WEIGHT) {
        keys[used] = rows.keys()[g];
        pairs[used++] = Model.pair((int) Math.round(up / unit), (int) Math.round(down / unit));
      }
    }
    byte[] byWord = new byte[learned.size()];
    int at = 0;
    for (int value : learned.values()) {
      byWord[at++] = (byte) value;
    }
    return new ModelParts(
        (float) w[0],
        ups,
        downs,
        unit,
        Arrays.copyOf(keys, used),
        Arrays.copyOf(pairs, used),
        learned.keySet().stream().mapToLong(Long::longValue).toArray(),
        byWord,
        calibration.sharpness());
  }

  /** The weights that the rules are expected to have: constant, up and down by feature. */
  private static double[] priors() throws IOException {
    double[] prior = new double[1 + 2 * F];
    try (InputStream in = Objects.requireNonNull(Trainer.class.getResourceAsStream("priors.txt"));
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] part = line.split(" +");
        if (part.length == 4 && !line.startsWith("#")) {
          double neutral = Double.parseDouble(part[2]);
          double down = Double.parseDouble(part[1]) - neutral;
          double up = Double.parseDouble(part[3]) - neutral;
          if (part[0].equals("constant")) {
            prior[0] = (up + down) / 2;
          } else {
            int feature = Feature.valueOf(part[0].toUpperCase(Locale.ROOT)).index;
            prior[1 + feature] = up;
            prior[1 + F + feature] = down;
          }
        }
      }
    }
    return prior;
  }
}
