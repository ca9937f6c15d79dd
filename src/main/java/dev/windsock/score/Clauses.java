package dev.windsock.score;

import static dev.windsock.score.Role.any;

import java.util.Arrays;

/**
 * Finds which part of a text is about the target. With only one entity the whole text is; with
 * several, each clause belongs to the entity that it names first, a clause that names none goes on
 * about the one before, and a list ('A, B and C rise') shares its clause. Reused; confined to one
 * thread at a time.
 */
final class Clauses {
  private static final long ACTS =
      any(
          Role.UP,
          Role.DOWN,
          Role.RAISE,
          Role.CUT,
          Role.BEAT,
          Role.MISS,
          Role.UPGRADE,
          Role.DOWNGRADE,
          Role.RATE_BUY,
          Role.RATE_SELL,
          Role.GOOD,
          Role.BAD,
          Role.GREAT,
          Role.AWFUL,
          Role.GOOD_NEWS,
          Role.BAD_NEWS);
  private static final long PARTS = any(Role.BREAK, Role.VERSUS);

  private final Tokens tokens;
  private final boolean[] kept;
  private double relevance;
  private boolean shared;

  Clauses(Tokens tokens) {
    this.tokens = tokens;
    this.kept = new boolean[tokens.kind.length];
  }

  /** Which tokens are about the target. */
  boolean[] kept() {
    return kept;
  }

  /** 0 to 1: how much of the text is about the target. */
  double relevance() {
    return relevance;
  }

  /** Whether others are named as well as the target. */
  boolean isShared() {
    return shared;
  }

  /** Splits a text whose names are marked. */
  void split(Target target, Names names) {
    Arrays.fill(kept, 0, tokens.count, true);
    relevance = 1;
    shared = false;
    int ours = names.ours();
    int theirs = names.theirs();
    if (target.names().isEmpty()) {
      return;
    }
    if (ours == 0) {
      relevance = .5;
    } else if (theirs > 0) {
      shared = true;
      double share = separate();
      double crowd = StrictMath.min(1, 3.0 / (ours + theirs));
      relevance = StrictMath.max(.2, (.6 + .4 * share) * (.5 + .5 * crowd));
    }
  }

  /** Leaves only the target's clauses; returns their share of the words. */
  private double separate() {
    int words = 0;
    int own = 0;
    boolean carried = true;
    for (int from = 0; from < tokens.count; ) {
      int to = clauseEnd(from);
      boolean us = false;
      boolean them = false;
      for (int i = from; i < to; i++) {
        us |= tokens.isName(i, Tokens.OURS);
        them |= tokens.isName(i, Tokens.THEIRS);
      }
      boolean keep = us || (!them && carried);
      carried = keep;
      for (int i = from; i < to; i++) {
        kept[i] = keep;
        words++;
        own += keep ? 1 : 0;
      }
      from = to;
    }
    return own / (double) Math.max(1, words);
  }

  /** Where the clause ends that begins at a token. */
  private int clauseEnd(int from) {
    boolean named = false;
    boolean acted = false;
    for (int i = from; i < tokens.count; i++) {
      boolean name = tokens.whose[i] != Tokens.NOBODY;
      if (i > from && named) {
        if ((isBreak(tokens, i) || (acted && isJoint(tokens, i))) && namesAhead(i + 1)) {
          return i + 1;
        }
        if (acted && name && !isListed(tokens, i)) {
          return i;
        }
      }
      named |= name;
      acted |= tokens.has(i, ACTS);
    }
    return tokens.count;
  }

  private static boolean isBreak(Tokens tokens, int i) {
    char mark = tokens.mark(i);
    return (mark != 0
            && mark != ','
            && mark != '"'
            && mark != '('
            && mark != ')'
            && !(mark == '.' && i > 0 && tokens.has(i - 1, Role.SHORTENED.bit)))
        || tokens.has(i, PARTS);
  }

  private static boolean isJoint(Tokens tokens, int i) {
    return tokens.mark(i) == ',' || tokens.has(i, Role.LIST.bit);
  }

  /** Whether the entity at a token continues a list: 'A, B', 'A and B'. */
  private static boolean isListed(Tokens tokens, int i) {
    return i > 0 && (isJoint(tokens, i - 1) || tokens.kind[i - 1] == Tokens.CASHTAG);
  }

  private boolean namesAhead(int from) {
    for (int i = from; i < tokens.count && i < from + 12; i++) {
      if (tokens.whose[i] != Tokens.NOBODY) {
        return true;
      }
    }
    return false;
  }
}
