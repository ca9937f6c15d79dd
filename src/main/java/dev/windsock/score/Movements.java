package dev.windsock.score;

import static dev.windsock.score.Role.any;

import java.util.Arrays;

/**
 * Directions times metrics ('profit rose', 'loss narrowed', 'cuts guidance') and signed
 * percentages; numbers are compared by {@link Comparisons}. That a falling loss is good and a
 * falling profit bad is what general lexicons miss in this domain.
 */
final class Movements {
  private static final int REACH = 5;
  private static final long UPWARD = any(Role.UP, Role.RAISE, Role.WIDEN);
  private static final long TRANSITIVE = any(Role.RAISE, Role.CUT, Role.NARROW, Role.WIDEN);
  private static final long MOVED =
      any(
          Role.GOOD_METRIC,
          Role.BAD_METRIC,
          Role.PRICE,
          Role.EXPECTED,
          Role.GUIDE,
          Role.TARGET,
          Role.DIVIDEND);
  private static final long AGAINST_HOPES = any(Role.BEAT, Role.MISS);
  private static final long MOVING = any(Role.UP, Role.DOWN);
  private static final long MOVED_BY = any(Role.RAISE, Role.CUT);
  private static final long OUTLOOK = any(Role.GUIDE, Role.EXPECTED);
  private static final long AIM = any(Role.GUIDE, Role.TARGET);
  private static final long EITHER_WAY = any(Role.UP, Role.DOWN, Role.RAISE, Role.CUT);

  private final Tokens tokens;
  private final Events events;
  private final Comparisons comparisons;
  private final boolean[] moved;
  private final boolean[] told;

  Movements(Tokens tokens, Events events) {
    this.tokens = tokens;
    this.events = events;
    moved = new boolean[tokens.kind.length];
    told = new boolean[tokens.kind.length];
    comparisons = new Comparisons(tokens, events, moved, told);
  }

  /** Forgets what was read of the last text. */
  void reset() {
    Arrays.fill(moved, 0, tokens.count, false);
    Arrays.fill(told, 0, tokens.count, false);
  }

  /** Whether some direction read so far moves a token. */
  boolean isMoved(int i) {
    return moved[i];
  }

  /** Which words are read together, and so are no evidence each by itself. */
  boolean[] told() {
    return told;
  }

  /** Reads a direction; false when it moves nothing and is better read as a word. */
  boolean direction(int i, boolean negated) {
    double strength = stress(tokens, i) * (negated ? .7 : 1);
    if (tokens.has(i, AGAINST_HOPES)) {
      boolean good = tokens.has(i, Role.BEAT.bit) != negated;
      events.add(good ? Feature.BEAT : Feature.MISS, strength, i, i);
      return true;
    }
    boolean up = tokens.has(i, UPWARD) != negated;
    int object = object(i);
    if (object < 0) {
      return alone(i, up, strength);
    }
    moved[object] = true;
    told[i] = true;
    told[object] = true;
    Feature feature = feature(tokens.roles[object], up);
    events.add(feature, strength, i, object);
    return true;
  }

  private boolean alone(int i, boolean up, double strength) {
    if (tokens.has(i, Role.MOVES.bit)) {
      events.add(up ? Feature.SUBJECT_UP : Feature.SUBJECT_DOWN, strength, i, i);
      return true;
    }
    if (tokens.has(i, MOVING)) {
      events.add(up ? Feature.MOVE_UP : Feature.MOVE_DOWN, strength, i, i);
      return true;
    }
    if (tokens.has(i, MOVED_BY)) {
      events.add(up ? Feature.RAISE_ALONE : Feature.CUT_ALONE, strength, i, i);
      return true;
    }
    return false;
  }

  private static Feature feature(long roles, boolean up) {
    if ((roles & Role.TARGET.bit) != 0) {
      return up ? Feature.TARGET_UP : Feature.TARGET_DOWN;
    }
    if ((roles & OUTLOOK) != 0) {
      return up ? Feature.GUIDE_UP : Feature.GUIDE_DOWN;
    }
    if ((roles & Role.DIVIDEND.bit) != 0) {
      return up ? Feature.DIVIDEND_UP : Feature.DIVIDEND_DOWN;
    }
    if ((roles & Role.BAD_METRIC.bit) != 0) {
      return up ? Feature.BAD_METRIC_UP : Feature.BAD_METRIC_DOWN;
    }
    if ((roles & Role.GOOD_METRIC.bit) != 0) {
      return up ? Feature.METRIC_UP : Feature.METRIC_DOWN;
    }
    return up ? Feature.PRICE_UP : Feature.PRICE_DOWN;
  }

  /** What a direction moves: before a verb that moves by itself, after one that moves something. */
  private int object(int i) {
    boolean after = tokens.has(i, TRANSITIVE);
    int first = after ? ahead(i) : behind(i);
    return first >= 0 ? first : after ? behind(i) : ahead(i);
  }

  private int ahead(int i) {
    for (int j = i + 1; j < tokens.count && j <= i + REACH && !isStop(j); j++) {
      if (tokens.has(j, MOVED)) {
        boolean more = j + 1 < tokens.count && tokens.has(j + 1, AIM);
        return more ? j + 1 : j;
      }
      if (tokens.has(j, EITHER_WAY) || tokens.mark(j) == ',') {
        return -1;
      }
    }
    return -1;
  }

  private int behind(int i) {
    for (int j = i - 1; j >= 0 && j >= i - REACH && !isStop(j); j--) {
      if (tokens.has(j, MOVED)) {
        return j;
      }
      if (tokens.has(j, EITHER_WAY)) {
        return -1;
      }
    }
    return -1;
  }

  /** Reads a number: a percentage by its sign or its direction, or the end of a comparison. */
  void number(int i, boolean words) {
    if (tokens.kind[i] == Tokens.PERCENT || isPercent(i + 1)) {
      percent(i, words);
    }
    if (words) {
      comparisons.number(i);
    }
  }

  private void percent(int i, boolean words) {
    double size = StrictMath.abs(tokens.number[i]);
    double strength = .5 + StrictMath.min(size, 20) / 20;
    if (tokens.sign[i] != 0) {
      strength = size < 1 ? .5 + size / 2 : 1;
      events.add(tokens.sign[i] > 0 ? Feature.SIGNED_UP : Feature.SIGNED_DOWN, strength, i, i);
      return;
    }
    for (int j = i - 1; words && j >= 0 && j >= i - 3 && !isStop(j); j--) {
      if (tokens.has(j, EITHER_WAY)) {
        int object = object(j);
        boolean bad = object >= 0 && tokens.has(object, Role.BAD_METRIC.bit);
        boolean up = tokens.has(j, UPWARD) != bad;
        events.add(up ? Feature.PERCENT_UP : Feature.PERCENT_DOWN, strength, i, i);
        return;
      }
    }
  }

  private boolean isPercent(int i) {
    return i < tokens.count && tokens.has(i, Role.PERCENT.bit);
  }

  private boolean isStop(int i) {
    char mark = tokens.mark(i);
    return (mark != 0 && mark != ',' && mark != '"') || tokens.has(i, Role.BREAK.bit);
  }

  /** How much the neighbours stress a word: 1.3 for 'sharply', .6 for 'slightly'. */
  static double stress(Tokens tokens, int i) {
    double stress = 1;
    for (int j = i - 1; j <= i + 1; j++) {
      if (j >= 0 && j < tokens.count && j != i) {
        if (tokens.has(j, Role.STRONGLY.bit)) {
          stress = 1.3;
        } else if (tokens.has(j, Role.SLIGHTLY.bit)) {
          return .6;
        }
      }
    }
    return stress;
  }
}
