package dev.windsock.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Learns the general valence of words by ridge regression from ratings of single words and of texts
 * in which they stand.
 */
final class Valences {
  /** What a text's rating counts for against that of a word by itself. */
  private static final double TEXT = .1;

  private static final double RIDGE = .3;
  private static final double UNITS = 32;
  private static final double LEAST = .2;
  private static final int STEPS = 60;

  private static final class Rated {
    private final int[] words;
    private final double[] signs;
    private final double rating;
    private final double weight;

    private Rated(int[] words, double[] signs, double rating, double weight) {
      this.words = words;
      this.signs = signs;
      this.rating = rating;
      this.weight = weight;
    }
  }

  private Valences() {}

  /** Valences by hash in 1/32 of a unit, from −127 to 127. */
  static SortedMap<Long, Integer> learn(
      Map<String, Double> words, List<Example> texts, Lexicon lexicon) {
    Map<Long, Integer> places = new HashMap<>();
    List<Rated> rated = new ArrayList<>();
    words.forEach(
        (word, rating) -> {
          Tokens tokens = Tokenizer.read(word);
          if (tokens.count == 1 && tokens.kind[0] == Tokens.WORD) {
            int place = places.computeIfAbsent(tokens.hash[0], key -> places.size());
            rated.add(new Rated(new int[] {place}, new double[] {1}, rating, 1));
          }
        });
    int n = places.size();
    Analysis analysis = new Analysis(lexicon, new Table(0));
    for (Example text : texts) {
      analysis.open(text.text(), Target.WHOLE);
      analysis.read("en");
      rated.add(row(analysis, places, text.aim() * 3));
    }
    double[] valence = new double[n];
    Lbfgs.minimize(
        (point, gradient) -> {
          Arrays.fill(gradient, 0);
          double loss = 0;
          for (Rated row : rated) {
            double off = -row.rating;
            for (int i = 0; i < row.words.length; i++) {
              off += point[row.words[i]] * row.signs[i];
            }
            loss += row.weight / 2 * off * off;
            for (int i = 0; i < row.words.length; i++) {
              gradient[row.words[i]] += row.weight * off * row.signs[i];
            }
          }
          for (int i = 0; i < n; i++) {
            loss += RIDGE / 2 * point[i] * point[i];
            gradient[i] += RIDGE * point[i];
          }
          return loss;
        },
        valence,
        STEPS);
    SortedMap<Long, Integer> found = new TreeMap<>();
    places.forEach(
        (key, place) -> {
          long units = Math.round(valence[place] * UNITS);
          if (Math.abs(valence[place]) >= LEAST && key != 0) {
            found.put(key, (int) Math.max(-127, Math.min(127, units)));
          }
        });
    return Collections.unmodifiableSortedMap(found);
  }

  private static Rated row(Analysis analysis, Map<Long, Integer> places, double rating) {
    Tokens tokens = analysis.tokens;
    int[] words = new int[tokens.count];
    double[] signs = new double[tokens.count];
    int count = 0;
    for (int i = 0; i < tokens.count; i++) {
      Integer place = places.get(tokens.hash[i]);
      if (place != null) {
        words[count] = place;
        signs[count++] = analysis.negated()[i] ? Analysis.TURNED : 1;
      }
    }
    return new Rated(Arrays.copyOf(words, count), Arrays.copyOf(signs, count), rating, TEXT);
  }
}
