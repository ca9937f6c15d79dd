package dev.windsock.score;

import static dev.windsock.score.Role.any;

/**
 * Reads events off annotated tokens: words with a meaning of their own, turned around by negation,
 * and analysts' actions. Directions and comparisons are found by {@link Movements}. One pass with
 * look-around bounded by a constant, so linear in the number of tokens.
 */
final class Rules {
  private static final int NEGATION_REACH = 4;
  private static final long RATED = any(Role.RATE_BUY, Role.RATE_HOLD, Role.RATE_SELL);
  private static final long OPINION = any(Role.RATE_BUY, Role.RATE_SELL);
  private static final long LINKS = any(Role.TO, Role.AT, Role.FROM);
  private static final long CHANGED = any(Role.UPGRADE, Role.DOWNGRADE);

  /** A word that says this much besides is read for it and not as a rating. */
  private static final long OTHERWISE =
      any(Role.GOOD, Role.BULL_SLANG, Role.UP, Role.DOWN, Role.CUT);

  private static final long ANALYST =
      any(Role.INITIATE, Role.REITERATE, Role.UPGRADE, Role.DOWNGRADE, Role.RAISE, Role.CUT);
  private static final long DIRECTION =
      any(Role.UP, Role.DOWN, Role.RAISE, Role.CUT, Role.NARROW, Role.WIDEN, Role.BEAT, Role.MISS);

  private final Tokens tokens;
  private final boolean[] kept;
  private final Events events;
  private final Movements movements;
  private final boolean[] negated;
  private final boolean[] used;
  private boolean words;

  /**
   * Rules over tokens that are filled in later.
   *
   * @param kept which tokens are about the target
   */
  Rules(Tokens tokens, boolean[] kept, Events events) {
    this.tokens = tokens;
    this.kept = kept;
    this.events = events;
    this.movements = new Movements(tokens, events);
    this.negated = new boolean[kept.length];
    this.used = new boolean[kept.length];
  }

  /** Which tokens stand within the reach of a negation. */
  boolean[] negated() {
    return negated;
  }

  /** Which words are read together, and so are no evidence each by itself. */
  boolean[] told() {
    return movements.told();
  }

  /**
   * Reads the events of a text.
   *
   * @param allWords whether words count, or only emoji, cashtags and numbers (text not in English)
   */
  void read(boolean allWords) {
    words = allWords;
    movements.reset();
    markNegated();
    for (int i = 0; i < tokens.count; i++) {
      used[i] = false;
      if (!kept[i]) {
        continue;
      }
      if (tokens.kind[i] == Tokens.EMOJI) {
        sign(i);
      } else if (tokens.kind[i] == Tokens.CASHTAG) {
        events.add(Feature.TICKER, 1, i, i);
      } else if (tokens.isNumber(i)) {
        movements.number(i, words);
      } else if (words && tokens.roles[i] != 0 && !isName(i)) {
        used[i] = rating(i) || action(i, negated[i]);
        if (!used[i] && tokens.has(i, DIRECTION)) {
          used[i] = movements.direction(i, negated[i]);
        }
      }
    }
    // What moves is not read again as a word: the loss that narrowed is no loss by itself.
    for (int i = 0; i < tokens.count; i++) {
      if (words
          && kept[i]
          && tokens.roles[i] != 0
          && !used[i]
          && !movements.isMoved(i)
          && !tokens.isNumber(i)
          && !isName(i)
          && tokens.kind[i] != Tokens.EMOJI) {
        word(i, negated[i]);
      }
    }
    if (words && tokens.endsAsking) {
      events.add(Feature.ASKING, 1, tokens.count - 1, tokens.count - 1);
    }
  }

  /** Up to the end of its clause, a negation turns what follows. */
  private void markNegated() {
    int until = -1;
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] == Tokens.MARK || tokens.has(i, Role.BREAK.bit)) {
        until = -1;
      }
      negated[i] = i <= until;
      if (tokens.has(i, Role.NOT.bit)) {
        until = i + NEGATION_REACH;
      }
    }
  }

  private void sign(int i) {
    if (tokens.has(i, Role.HAPPY_SIGN.bit)) {
      events.add(Feature.HAPPY_SIGN, 1, i, i);
    } else if (tokens.has(i, Role.SAD_SIGN.bit)) {
      events.add(Feature.SAD_SIGN, 1, i, i);
    }
  }

  /** An upgrade, a downgrade or an offering; what they name is not read a second time. */
  private boolean action(int i, boolean negated) {
    if (tokens.has(i, Role.UPGRADE.bit)) {
      events.add(negated ? Feature.DOWNGRADE : Feature.UPGRADE, negated ? .5 : 1, i, i);
    } else if (tokens.has(i, Role.DOWNGRADE.bit)) {
      events.add(negated ? Feature.UPGRADE : Feature.DOWNGRADE, negated ? .5 : 1, i, i);
    } else if (tokens.has(i, Role.BOOKING.bit)) {
      events.add(Feature.BOOKING, 1, i, i);
    } else if (tokens.has(i, Role.OFFER.bit)) {
      events.add(Feature.OFFER, negated ? 0 : 1, i, i);
    } else if (tokens.has(i, Role.BUYBACK.bit)) {
      events.add(Feature.BUYBACK, 1, i, i);
    } else {
      return false;
    }
    return true;
  }

  /** A rating: as an analyst's word when an analyst acts nearby, else as anyone's. */
  private boolean rating(int i) {
    if (!tokens.has(i, RATED)) {
      return false;
    }
    int act = -1;
    boolean from = i > 0 && tokens.has(i - 1, Role.FROM.bit);
    boolean linked = i > 0 && tokens.has(i - 1, LINKS);
    for (int j = i - 1; j >= 0 && j >= i - 6 && !isStop(j); j--) {
      if (tokens.has(j, ANALYST)) {
        act = j;
        break;
      }
    }
    if (from && act >= 0) {
      return true;
    }
    if (act < 0 || !(linked || act == i - 1)) {
      if (tokens.has(i, OPINION) && !tokens.has(i, OTHERWISE)) {
        boolean buy = tokens.has(i, Role.RATE_BUY.bit);
        events.add(buy ? Feature.RATING_BUY : Feature.RATING_SELL, 1, i, i);
        return true;
      }
      return false;
    }
    if (tokens.has(act, CHANGED)) {
      return true;
    }
    if (linked && tokens.has(act, Role.CUT.bit) && tokens.has(i - 1, Role.TO.bit)) {
      events.add(Feature.DOWNGRADE, 1, act, i);
    } else if (linked && tokens.has(act, Role.RAISE.bit) && tokens.has(i - 1, Role.TO.bit)) {
      events.add(Feature.UPGRADE, 1, act, i);
    } else if (tokens.has(i, Role.RATE_BUY.bit)) {
      events.add(Feature.START_BUY, 1, act, i);
    } else {
      events.add(
          tokens.has(i, Role.RATE_SELL.bit) ? Feature.START_SELL : Feature.START_HOLD, 1, act, i);
    }
    return true;
  }

  private void word(int i, boolean negated) {
    long roles = tokens.roles[i];
    double stress = Movements.stress(tokens, i);
    polar(i, roles, negated, stress);
    if ((roles & Role.CALENDAR.bit) != 0) {
      events.add(Feature.CALENDAR, 1, i, i);
    }
    if ((roles & Role.TOPIC.bit) != 0) {
      events.add(Feature.TOPIC, 1, i, i);
    }
    if ((roles & Role.HEDGE.bit) != 0) {
      events.add(Feature.HEDGE, 1, i, i);
    }
    if ((roles & Role.ASKING.bit) != 0) {
      events.add(Feature.ASKING, .5, i, i);
    }
    if ((roles & Role.DIVIDEND.bit) != 0) {
      events.add(Feature.DIVIDEND_ALONE, 1, i, i);
    }
    if ((roles & Role.FLAT.bit) != 0) {
      events.add(Feature.FLAT, 1, i, i);
    }
    if ((roles & Role.BAD_METRIC.bit) != 0) {
      events.add(Feature.LOSS_ALONE, 1, i, i);
    }
    if ((roles & Role.GOOD_METRIC.bit) != 0) {
      events.add(Feature.METRIC_ALONE, 1, i, i);
    }
    if ((roles & Role.PRICE.bit) != 0) {
      events.add(Feature.PRICE_ALONE, 1, i, i);
    }
  }

  private void polar(int i, long roles, boolean negated, double stress) {
    if ((roles & Role.GOOD_NEWS.bit) != 0) {
      add(i, negated, Feature.GOOD_NEWS, Feature.BAD_NEWS, stress);
    } else if ((roles & Role.BAD_NEWS.bit) != 0) {
      add(i, negated, Feature.BAD_NEWS, Feature.GOOD, stress);
    } else if ((roles & Role.BULL_SLANG.bit) != 0) {
      add(i, negated, Feature.BULL_SLANG, Feature.BEAR_SLANG, stress);
    } else if ((roles & Role.BEAR_SLANG.bit) != 0) {
      add(i, negated, Feature.BEAR_SLANG, Feature.BULL_SLANG, stress);
    } else if ((roles & Role.MACRO_BAD.bit) != 0) {
      add(i, false, Feature.MACRO_BAD, Feature.MACRO_GOOD, 1);
    } else if ((roles & Role.MACRO_GOOD.bit) != 0) {
      add(i, false, Feature.MACRO_GOOD, Feature.MACRO_BAD, 1);
    } else if ((roles & Role.GREAT.bit) != 0) {
      add(i, negated, Feature.GREAT, Feature.BAD, stress);
    } else if ((roles & Role.AWFUL.bit) != 0) {
      add(i, negated, Feature.AWFUL, Feature.GOOD, stress);
    } else if ((roles & Role.GOOD.bit) != 0) {
      add(i, negated, Feature.GOOD, Feature.BAD, stress);
    } else if ((roles & Role.BAD.bit) != 0) {
      add(i, negated, Feature.BAD, Feature.GOOD, stress);
    }
  }

  private void add(int i, boolean negated, Feature plain, Feature turned, double stress) {
    events.add(negated ? turned : plain, negated ? .7 * stress : stress, i, i);
  }

  private boolean isName(int i) {
    return tokens.kind[i] == Tokens.NAME || tokens.kind[i] == Tokens.CASHTAG;
  }

  private boolean isStop(int i) {
    char mark = tokens.mark(i);
    return mark != 0 && mark != ',' && mark != '"';
  }
}
