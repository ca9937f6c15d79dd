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

  /** What all further terms add up to. */
  private static final String REST = "(all else)";

  private static final double TOO_LITTLE = 1e-9;

  private Explanation() {}

  static List<Term> terms(Analysis analysis, Model model) {
    Map<String, Double> byText = new LinkedHashMap<>();
    Tokens tokens = analysis.tokens;
    Events events = analysis.events;
    double sharpness = model.sharpness(analysis);
    for (int e = 0; e < events.count(); e++) {
      int feature = events.feature(e);
      double weight = model.pull(feature) * events.strength(e) * events.scale(feature);
      add(byText, tokens, events.from(e), events.to(e), weight * sharpness);
    }
    Grams grams = analysis.grams;
    for (int g = 0; g < grams.count(); g++) {
      double weight = model.pull(grams.key(g)) * grams.value() * sharpness;
      add(byText, tokens, grams.from(g), grams.to(g), weight);
    }
    List<Term> terms = new ArrayList<>(byText.size());
    byText.forEach((text, weight) -> terms.add(new Term(text, weight)));
    terms.sort(
        Comparator.comparingDouble((Term term) -> -StrictMath.abs(term.weight()))
            .thenComparing(Term::text));
    if (terms.size() <= MAX_TERMS) {
      return List.copyOf(terms);
    }
    double rest = 0;
    for (Term term : terms.subList(MAX_TERMS - 1, terms.size())) {
      rest += term.weight();
    }
    List<Term> first = new ArrayList<>(terms.subList(0, MAX_TERMS - 1));
    first.add(new Term(REST, rest));
    return List.copyOf(first);
  }

  private static void add(
      Map<String, Double> byText, Tokens tokens, int from, int to, double weight) {
    if (StrictMath.abs(weight) > TOO_LITTLE) {
      byText.merge(text(tokens, from, to), weight, Double::sum);
    }
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
