package dev.windsock.score;

import org.jspecify.annotations.Nullable;

/**
 * What one text shows: tokens, the target's clauses, events and grams, in arrays that the next text
 * uses again, so that reading one allocates nothing. Confined to one thread at a time; some 150 KB.
 */
final class Analysis {
  private static final long OF_MONEY =
      Role.any(
          Role.UP,
          Role.DOWN,
          Role.RAISE,
          Role.CUT,
          Role.BEAT,
          Role.MISS,
          Role.NARROW,
          Role.WIDEN,
          Role.GOOD_METRIC,
          Role.BAD_METRIC,
          Role.PRICE,
          Role.GUIDE,
          Role.TARGET,
          Role.DIVIDEND,
          Role.BUYBACK,
          Role.OFFER,
          Role.BOOKING,
          Role.CALENDAR,
          Role.BULL_SLANG,
          Role.BEAR_SLANG,
          Role.NOT);

  private static final long FOR =
      Role.any(
          Role.UP,
          Role.RAISE,
          Role.BEAT,
          Role.UPGRADE,
          Role.RATE_BUY,
          Role.GOOD,
          Role.GREAT,
          Role.GOOD_NEWS,
          Role.BULL_SLANG,
          Role.HAPPY_SIGN);

  private static final long AGAINST =
      Role.any(
          Role.DOWN,
          Role.CUT,
          Role.MISS,
          Role.DOWNGRADE,
          Role.RATE_SELL,
          Role.BAD,
          Role.AWFUL,
          Role.BAD_NEWS,
          Role.BEAR_SLANG,
          Role.SAD_SIGN,
          Role.OFFER,
          Role.BOOKING);

  /** How many kinds of text there are by {@link #setting()}. */
  static final int SETTINGS = 6;

  /** What a negation makes of a valence; the factor that VADER found. */
  static final double TURNED = -.74;

  final Tokens tokens = new Tokens(Tokens.MAX_TOKENS);
  final Events events = new Events(Tokens.MAX_TOKENS);
  final Clauses clauses = new Clauses(tokens);
  final Grams grams;
  final double[] share = new double[3];
  private final Tokenizer tokenizer = new Tokenizer(tokens);
  private final Names names = new Names(tokens);
  private final Rules rules;
  private final Lexicon lexicon;
  private final Table valences;
  private boolean english;

  /**
   * An analysis that knows some words.
   *
   * @param valences the general valence of words by hash, in 1/32 of a unit
   */
  Analysis(Lexicon lexicon, Table valences) {
    this.lexicon = lexicon;
    this.valences = valences;
    this.rules = new Rules(tokens, clauses.kept(), events);
    this.grams = new Grams(tokens, events, clauses.kept(), rules.negated(), rules.told());
  }

  /** Whether the last text is taken for English. */
  boolean isEnglish() {
    return english;
  }

  /** Cuts a text to tokens with roles and finds the target's clauses. */
  void open(CharSequence text, Target target) {
    tokenizer.fill(text);
    names.mark(target);
    lexicon.annotate(tokens);
    clauses.split(target, names);
  }

  /** Reads events and grams off an open text. */
  void read(@Nullable String language) {
    english = Language.isEnglish(tokens, language);
    events.reset();
    rules.read(english);
    if (english) {
      valence();
      grams.read();
    } else {
      grams.reset();
    }
  }

  /** Which tokens stand within the reach of a negation. */
  boolean[] negated() {
    return rules.negated();
  }

  private void valence() {
    boolean[] kept = clauses.kept();
    boolean[] negated = rules.negated();
    for (int i = 0; i < tokens.count; i++) {
      if (kept[i]
          && (tokens.kind[i] == Tokens.WORD || tokens.kind[i] == Tokens.HASHTAG)
          && !tokens.has(i, OF_MONEY)) {
        int found = valences.get(tokens.hash[i]);
        if (found != 0) {
          double value = found / 32.0 * Movements.stress(tokens, i) * (negated[i] ? TURNED : 1);
          events.add(
              value > 0 ? Feature.KIND_WORD : Feature.HARSH_WORD, StrictMath.abs(value), i, i);
        }
      }
    }
  }

  /**
   * What kind of text an open one is, by how much its words can be relied on: whether they take no
   * side, one or both (0 to 2), and with 3 added where others are named beside the target.
   */
  int setting() {
    long all = 0;
    for (int i = 0; i < tokens.count; i++) {
      all |= tokens.roles[i];
    }
    int sides = ((all & FOR) == 0 ? 0 : 1) + ((all & AGAINST) == 0 ? 0 : 1);
    return sides + (clauses.isShared() ? 3 : 0);
  }

  boolean isSarcastic() {
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.has(i, Role.SARCASM.bit)) {
        return true;
      }
    }
    return false;
  }
}
