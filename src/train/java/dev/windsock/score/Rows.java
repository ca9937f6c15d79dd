package dev.windsock.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Examples as features: dense values of the rules, and grams by their place in a vocabulary. */
final class Rows {
  /** One example. */
  static final class Row {
    final Example example;

    /** Value by {@link Feature}. */
    final double[] dense;

    /** Places in the vocabulary, once for each occurrence. */
    final int[] grams;

    /** Of each gram. */
    final double value;

    private Row(Example example, double[] dense, int[] grams, double value) {
      this.example = example;
      this.dense = dense;
      this.grams = grams;
      this.value = value;
    }
  }

  private static final class Found {
    private final double[] dense;
    private final long[] keys;
    private final long[] around;
    private final double value;

    private Found(double[] dense, long[] keys, long[] around, double value) {
      this.dense = dense;
      this.keys = keys;
      this.around = around;
      this.value = value;
    }
  }

  /** So many texts with the usual shares are added to those of each gram: rare ones tell little. */
  private static final double USUAL = 8;

  private final List<Row> rows = new ArrayList<>();
  private final int[] texts;
  private final long[] keys;
  private final Set<Long> around = new HashSet<>();

  /** Reads examples; the vocabulary holds the grams of at least so many texts. */
  Rows(List<Example> examples, Analysis analysis, int leastTexts) {
    Map<Long, Integer> counts = new HashMap<>();
    List<Found> found = new ArrayList<>();
    for (Example example : examples) {
      Found own = find(example, analysis);
      Arrays.stream(own.keys).distinct().forEach(key -> counts.merge(key, 1, Integer::sum));
      Arrays.stream(own.around).forEach(around::add);
      found.add(own);
    }
    keys =
        counts.entrySet().stream()
            .filter(entry -> entry.getValue() >= leastTexts)
            .mapToLong(Map.Entry::getKey)
            .filter(key -> key != 0)
            .sorted()
            .toArray();
    texts = Arrays.stream(keys).mapToInt(counts::get).toArray();
    for (int i = 0; i < examples.size(); i++) {
      int[] known =
          Arrays.stream(found.get(i).keys)
              .mapToInt(key -> Arrays.binarySearch(keys, key))
              .filter(place -> place >= 0)
              .toArray();
      rows.add(new Row(examples.get(i), found.get(i).dense, known, found.get(i).value));
    }
  }

  private static Found find(Example example, Analysis analysis) {
    analysis.open(example.text(), example.target());
    analysis.read("en");
    Grams grams = analysis.grams;
    long[] own = new long[grams.count()];
    for (int g = 0; g < own.length; g++) {
      own[g] = grams.key(g);
    }
    double[] dense = new double[Feature.COUNT];
    for (int f = 0; f < dense.length; f++) {
      dense[f] = analysis.events.value(f);
    }
    long[] around =
        IntStream.range(0, own.length).filter(grams::isAround).mapToLong(g -> own[g]).toArray();
    return new Found(dense, own, around, grams.value());
  }

  List<Row> rows() {
    return rows;
  }

  /** The vocabulary, sorted. */
  long[] keys() {
    return keys;
  }

  /**
   * How firmly the weight of each gram is held at 0: the less, the more the shares of the classes
   * among its texts differ from those among all texts, and the more texts it has. After S. Wang and
   * C. Manning, Baselines and bigrams, 2012, who scale features by such ratios. What stands around
   * a target is held by a share of that: only texts of several entities show it.
   */
  double[] hold(double ratioPower, double countPower, double aroundShare) {
    double[][] shares = new double[keys.length][3];
    double[] all = new double[3];
    for (Row row : rows) {
      int[] distinct = Arrays.stream(row.grams).distinct().toArray();
      for (int k = 0; k < 3; k++) {
        double aim = row.example.aim(k) * row.example.corpus().weight;
        all[k] += aim;
        for (int g : distinct) {
          shares[g][k] += aim;
        }
      }
    }
    double total = all[0] + all[1] + all[2];
    double[] hold = new double[keys.length];
    for (int g = 0; g < keys.length; g++) {
      double own = shares[g][0] + shares[g][1] + shares[g][2] + USUAL;
      double most = 0;
      for (int k = 0; k < 3; k++) {
        double usual = all[k] / total;
        double ratio = StrictMath.log((shares[g][k] + USUAL * usual) / own / usual);
        most = Math.max(most, Math.abs(ratio));
      }
      hold[g] =
          StrictMath.pow(Math.max(.1, most / .7), -ratioPower)
              * StrictMath.pow(texts[g] / 20.0, -countPower)
              * (around.contains(keys[g]) ? aroundShare : 1);
    }
    return hold;
  }
}
