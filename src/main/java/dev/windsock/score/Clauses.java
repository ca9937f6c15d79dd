package dev.windsock.score;

import static dev.windsock.score.Role.any;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Finds which part of a text is about the target. With only one entity the whole text is; with
 * several, each clause belongs to the entity that it names first, a clause that names none goes on
 * about the one before, and a list ('A, B and C rise') shares its clause.
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
  private static final byte NONE = 0;
  private static final byte OURS = 1;
  private static final byte THEIRS = 2;

  private final boolean[] kept;
  private final double relevance;

  private Clauses(boolean[] kept, double relevance) {
    this.kept = kept;
    this.relevance = relevance;
  }

  /** Which tokens are about the target. */
  boolean[] kept() {
    return kept;
  }

  /** 0 to 1: how much of the text is about the target. */
  double relevance() {
    return relevance;
  }

  static Clauses of(Tokens tokens, Target target) {
    boolean[] kept = new boolean[tokens.count];
    Arrays.fill(kept, true);
    if (target.names().isEmpty()) {
      return new Clauses(kept, 1);
    }
    byte[] whose = new byte[tokens.count];
    int ours = mark(tokens, target.names(), whose, OURS);
    int theirs = mark(tokens, target.others(), whose, THEIRS);
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] == Tokens.CASHTAG && whose[i] == NONE) {
        whose[i] = THEIRS;
        theirs++;
      }
    }
    if (ours == 0) {
      return new Clauses(kept, .5);
    }
    if (theirs == 0) {
      return new Clauses(kept, 1);
    }
    double share = separate(tokens, whose, kept);
    double crowd = StrictMath.min(1, 3.0 / (ours + theirs));
    return new Clauses(kept, StrictMath.max(.2, (.6 + .4 * share) * (.5 + .5 * crowd)));
  }

  /** Leaves only the target's clauses; returns their share of the words. */
  private static double separate(Tokens tokens, byte[] whose, boolean[] kept) {
    int words = 0;
    int own = 0;
    boolean carried = true;
    for (int from = 0; from < tokens.count; ) {
      int to = clauseEnd(tokens, whose, from);
      boolean us = false;
      boolean them = false;
      for (int i = from; i < to; i++) {
        us |= whose[i] == OURS;
        them |= whose[i] == THEIRS;
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
  private static int clauseEnd(Tokens tokens, byte[] whose, int from) {
    boolean named = false;
    boolean acted = false;
    for (int i = from; i < tokens.count; i++) {
      if (i > from
          && named
          && (isBreak(tokens, i) || (isJoint(tokens, i) && acted))
          && namesAhead(tokens, whose, i + 1)) {
        return i + 1;
      }
      if (i > from && named && acted && whose[i] != NONE && !isListed(tokens, i)) {
        return i;
      }
      named |= whose[i] != NONE;
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
        || tokens.has(i, any(Role.BREAK, Role.VERSUS));
  }

  private static boolean isJoint(Tokens tokens, int i) {
    return tokens.mark(i) == ',' || tokens.has(i, Role.LIST.bit);
  }

  /** Whether the entity at a token continues a list: 'A, B', 'A and B'. */
  private static boolean isListed(Tokens tokens, int i) {
    return i > 0 && (isJoint(tokens, i - 1) || tokens.kind[i - 1] == Tokens.CASHTAG);
  }

  private static boolean namesAhead(Tokens tokens, byte[] whose, int from) {
    for (int i = from; i < tokens.count && i < from + 12; i++) {
      if (whose[i] != NONE) {
        return true;
      }
    }
    return false;
  }

  /** Marks where names stand; returns how many of the names were found. */
  private static int mark(Tokens tokens, List<String> names, byte[] whose, byte as) {
    int found = 0;
    for (String name : names.size() > 32 ? names.subList(0, 32) : names) {
      Tokens parts = Tokenizer.read(isShareClass(name) ? "$" + name : name);
      boolean here = false;
      for (int i = 0; parts.count > 0 && i + parts.count <= tokens.count; i++) {
        if (matches(tokens, parts, i)) {
          here = true;
          for (int j = i; j < i + parts.count; j++) {
            whose[j] = whose[j] == NONE ? as : whose[j];
          }
        }
      }
      found += here ? 1 : 0;
    }
    return found;
  }

  private static boolean matches(Tokens tokens, Tokens parts, int at) {
    for (int j = 0; j < parts.count; j++) {
      if (tokens.hash[at + j] != parts.hash[j] || tokens.hash[at + j] == 0) {
        return false;
      }
    }
    // 'IT' is a ticker only as written: a short name of capitals does not match the word 'it'.
    return parts.count > 1
        || tokens.kind[at] != Tokens.WORD
        || !isTicker(parts.text)
        || isUpper(tokens.text, tokens.start[at]);
  }

  private static boolean isTicker(String name) {
    return name.length() <= 5 && name.equals(name.toUpperCase(Locale.ROOT));
  }

  /** BRK.B is one cashtag but three tokens of plain text. */
  private static boolean isShareClass(String name) {
    return isTicker(name.replace(".", "")) && name.indexOf('.') > 0;
  }

  private static boolean isUpper(String text, int at) {
    return Character.isUpperCase(text.charAt(at))
        && (at + 1 >= text.length() || !Character.isLowerCase(text.charAt(at + 1)));
  }
}
