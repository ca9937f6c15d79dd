package dev.windsock.score;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Term;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores talk about money by rules: directions times metrics, comparisons of numbers, signed
 * percentages, analysts' actions, offerings, slang and emoji, negation, and the clause that is
 * about the target; weighted and combined to three probabilities by softmax. Pure, bit-identical on
 * every JVM, safe on any thread; time is linear and bounded by a cap on the length.
 */
public final class FinanceScorer implements Scorer {
  private static final Answer.ScorerId ID = new Answer.ScorerId("finance-rules", "0.1.0");
  private static final double NATIVE_CONFIDENCE = .95;
  private static final double FOREIGN_CONFIDENCE = .3;
  private static final Score EMPTY = new Score(0, 0, 1, 0, 0, 0, List.of());

  private final Lexicon lexicon;
  private final Weights weights;

  private FinanceScorer(Lexicon lexicon, Weights weights) {
    this.lexicon = lexicon;
    this.weights = weights;
  }

  /** Loads the lexicon and the weights that come with the program; some milliseconds. */
  public static FinanceScorer load() {
    return new FinanceScorer(Lexicon.load("lexicon.txt"), Weights.load("weights.txt"));
  }

  @Override
  public Answer.ScorerId id() {
    return ID;
  }

  @Override
  public Score score(CharSequence text, Target target, Hints hints) {
    Tokens tokens = Tokenizer.read(text);
    lexicon.annotate(tokens);
    Clauses clauses = Clauses.of(tokens, target);
    Double nativeScore = hints.nativeScore();
    if (nativeScore != null && !nativeScore.isNaN()) {
      return told(nativeScore, clauses.relevance(), hints.explain());
    }
    if (tokens.count == 0) {
      return EMPTY;
    }
    boolean english = isEnglish(tokens, hints.language());
    Events events = Rules.read(tokens, clauses.kept(), english);
    double[] sums = events.sums();
    double[] share = weights.probabilities(sums);
    double damp = tokens.endsAsking ? .5 : 1;
    double negative = share[Weights.NEGATIVE] * damp;
    double positive = share[Weights.POSITIVE] * damp;
    double neutral = 1 - negative - positive;
    double confidence = StrictMath.max(neutral, StrictMath.max(negative, positive));
    if (isSarcastic(tokens)) {
      confidence *= .5;
    }
    if (!english) {
      confidence = StrictMath.min(FOREIGN_CONFIDENCE, confidence);
    }
    return new Score(
        positive - negative,
        negative,
        neutral,
        positive,
        confidence,
        clauses.relevance(),
        hints.explain() ? Explanation.terms(tokens, events, sums, weights) : List.of());
  }

  /** The sums of the features of a text, as a program that fits weights needs them. */
  double[] features(CharSequence text, Target target) {
    Tokens tokens = Tokenizer.read(text);
    lexicon.annotate(tokens);
    double[] sums =
        Rules.read(tokens, Clauses.of(tokens, target).kept(), isEnglish(tokens, null)).sums();
    for (int f = 0; f < sums.length; f++) {
      sums[f] *= Events.scale(sums[f]);
    }
    return sums;
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

  private static boolean isEnglish(Tokens tokens, @Nullable String language) {
    if (language != null && !language.isEmpty() && !language.startsWith("und")) {
      return language.regionMatches(true, 0, "en", 0, 2);
    }
    if (tokens.foreignLetters * 10 > tokens.letters * 3) {
      return false;
    }
    int english = 0;
    int foreign = 0;
    for (int i = 0; i < tokens.count; i++) {
      boolean known = tokens.has(i, Role.FOREIGN.bit);
      foreign += known ? 1 : 0;
      english += !known && tokens.roles[i] != 0 && tokens.kind[i] == Tokens.WORD ? 1 : 0;
    }
    return foreign < 2 || foreign <= english;
  }

  private static boolean isSarcastic(Tokens tokens) {
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.has(i, Role.SARCASM.bit)) {
        return true;
      }
    }
    return false;
  }
}
