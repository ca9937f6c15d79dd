package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Term;
import java.util.List;

/**
 * Scores talk about money. Rules read directions times metrics, comparisons of numbers, signed
 * percentages, analysts' actions, offerings, slang and emoji, with negation, off the clause that is
 * about the target; a linear model weighs them together with single words, pairs of words and the
 * words' general valence, and softmax makes three probabilities of it. Pure, bit-identical on every
 * JVM, safe on any thread; time is linear and bounded by a cap on the length, and nothing is
 * allocated but the result.
 */
public final class FinanceScorer implements Scorer {
  private static final Answer.ScorerId ID = new Answer.ScorerId("finance-linear", "1.3.0");
  private static final double NATIVE_CONFIDENCE = .95;
  private static final double FOREIGN_CONFIDENCE = .3;
  private static final Score EMPTY = new Score(0, 0, 1, 0, 0, 0, List.of());

  private final Model model;
  private final Analyses analyses;

  private FinanceScorer(Lexicon lexicon, Model model) {
    this.model = model;
    this.analyses = new Analyses(lexicon, model.valences());
  }

  /** Loads the lexicon and the model that come with the program; some milliseconds. */
  public static FinanceScorer load() {
    return of(ModelFile.load("model.bin"));
  }

  /** A scorer with a model of its own. */
  static FinanceScorer of(Model model) {
    return new FinanceScorer(Lexicon.load("lexicon.txt"), model);
  }

  @Override
  public Answer.ScorerId id() {
    return ID;
  }

  @Override
  public Score score(CharSequence text, Target target, Hints hints) {
    Analysis analysis = analyses.take();
    Score score = score(analysis, text, target, hints);
    // An analysis that threw is not given back: its state is nobody's concern then.
    analyses.give(analysis);
    return score;
  }

  private Score score(Analysis analysis, CharSequence text, Target target, Hints hints) {
    analysis.open(text, target);
    double relevance = analysis.clauses.relevance();
    Double nativeScore = hints.nativeScore();
    if (nativeScore != null && !nativeScore.isNaN()) {
      return told(nativeScore, relevance, hints.explain());
    }
    Tokens tokens = analysis.tokens;
    if (tokens.count == 0) {
      return EMPTY;
    }
    analysis.read(hints.language());
    double[] share = analysis.share;
    model.probabilities(analysis, share);
    double damp = tokens.endsAsking ? .5 : 1;
    double negative = share[Model.NEGATIVE] * damp;
    double positive = share[Model.POSITIVE] * damp;
    double neutral = 1 - negative - positive;
    double confidence = StrictMath.max(neutral, StrictMath.max(negative, positive));
    if (analysis.isSarcastic()) {
      confidence *= .5;
    }
    if (!analysis.isEnglish()) {
      confidence = StrictMath.min(FOREIGN_CONFIDENCE, confidence);
    }
    return new Score(
        positive - negative,
        negative,
        neutral,
        positive,
        confidence,
        relevance,
        hints.explain() ? Explanation.terms(analysis, model) : List.of());
  }

  /** The author's own label or the upstream's score, taken at its word. */
  private static Score told(double nativeScore, double relevance, boolean explain) {
    double value = StrictMath.max(-1, StrictMath.min(1, nativeScore));
    double positive = StrictMath.max(0, value);
    double negative = StrictMath.max(0, -value);
    return new Score(
        value,
        negative,
        1 - positive - negative,
        positive,
        NATIVE_CONFIDENCE,
        relevance,
        explain ? List.of(new Term("author's label", value)) : List.of());
  }
}
