package dev.windsock.score;

import dev.windsock.sentiment.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Why a score is what it is: each term's share of the difference between the positive and the
 * negative logit, feature value × (w₊ − w₋). The shares of all events sum exactly to that
 * difference less the constants'.
 */
final class Explanation {
  private static final int MAX_TERMS = 12;
  private static final int MAX_TERM_CHARS = 60;
  private static final double TOO_LITTLE = 1e-9;

  private Explanation() {}

  static List<Term> terms(Tokens tokens, Events events, double[] sums, Weights weights) {
    Map<String, Double> byText = new LinkedHashMap<>();
    for (int e = 0; e < events.count(); e++) {
      int feature = events.feature(e);
      double weight = weights.pull(feature) * events.strength(e) * Events.scale(sums[feature]);
      if (StrictMath.abs(weight) > TOO_LITTLE) {
        byText.merge(text(tokens, events.from(e), events.to(e)), weight, Double::sum);
      }
    }
    List<Term> terms = new ArrayList<>(byText.size());
    byText.forEach((text, weight) -> terms.add(new Term(text, weight)));
    terms.sort(
        Comparator.comparingDouble((Term term) -> -StrictMath.abs(term.weight()))
            .thenComparing(Term::text));
    return List.copyOf(terms.size() > MAX_TERMS ? terms.subList(0, MAX_TERMS) : terms);
  }

  private static String text(Tokens tokens, int from, int to) {
    int start = tokens.start[from];
    int end = Math.min(tokens.end[to], start + MAX_TERM_CHARS);
    if (end < tokens.text.length() && Character.isLowSurrogate(tokens.text.charAt(end))) {
      end--;
    }
    return tokens.text.substring(start, end).toLowerCase(Locale.ROOT);
  }
}
