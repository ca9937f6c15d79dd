package dev.windsock.score;

import static dev.windsock.score.Role.any;

/**
 * Compares two amounts of one metric: 'profit of EUR 13.1 mn, compared to EUR 8.7 mn', 'EPS of
 * $0.45 vs $0.40', 'to $50 from $45', 'a profit of 2 mn from a loss of 3 mn'. What a company did
 * last year is the commonest yardstick of its reports, and the numbers say it where no verb does.
 *
 * <p>Every look around is bounded, so the time stays linear.
 */
final class Comparisons {
  /** How far before its number the word of comparison may stand: 'from a net loss of EUR'. */
  private static final int LINK_REACH = 6;

  /** How far before that word the other number may stand: '8.7 mn in the third quarter, from'. */
  private static final int NUMBER_REACH = 9;

  private static final int METRIC_REACH = 10;

  /** 'Compared to', 'against', in difference from 'vs'. */
  private static final int LONG_LINK = 7;

  private static final int FIRST_YEAR = 1900;
  private static final int LAST_YEAR = 2100;
  private static final long LINK = any(Role.FROM, Role.TO, Role.VERSUS);
  private static final long REPORTED = any(Role.FROM, Role.TO);
  private static final long METRIC =
      any(Role.GOOD_METRIC, Role.BAD_METRIC, Role.TARGET, Role.PRICE, Role.GUIDE, Role.DIVIDEND);

  private final Tokens tokens;
  private final Events events;
  private final boolean[] moved;
  private final boolean[] told;

  /**
   * Comparisons of tokens that are filled in later.
   *
   * @param moved marks the metrics that were compared
   * @param told the same
   */
  Comparisons(Tokens tokens, Events events, boolean[] moved, boolean[] told) {
    this.tokens = tokens;
    this.events = events;
    this.moved = moved;
    this.told = told;
  }

  /** Reads a number as the end of a comparison, where it is one. */
  void number(int second) {
    if (isYear(second)) {
      return;
    }
    int link = link(second);
    if (link < 0) {
      return;
    }
    int first = first(link);
    if (first < 0 || !comparable(first, second) || (isForward(link) && !isMove(first))) {
      return;
    }
    int metric = metric(first - 1, Math.max(0, first - METRIC_REACH));
    if (metric < 0) {
      return;
    }
    boolean forward = isForward(link);
    int other = metric(second - 1, link + 1);
    boolean bad = tokens.has(metric, Role.BAD_METRIC.bit);
    boolean otherBad = other < 0 ? bad : tokens.has(other, Role.BAD_METRIC.bit);
    if (bad != otherBad) {
      // A profit after a loss, or a loss after a profit, whatever the amounts.
      note(link, metric, second, bad == forward, 1.5);
      use(other);
    } else {
      double now = middle(first, first, second);
      double then = middle(second, first, second);
      // '$3.22 vs. $3.32 bln': one scale word serves both.
      now *= now * 100 < then ? scale(second) : 1;
      then *= then * 100 < now ? scale(first) : 1;
      if (now != then) {
        note(link, metric, second, now > then != forward != bad, 1);
      }
    }
  }

  private boolean isForward(int link) {
    return tokens.has(link, Role.TO.bit);
  }

  /** 'From 5 to 8' moves; '5 to 8', as companies word what they expect, is a range. */
  private boolean isMove(int first) {
    for (int j = first - 1; j >= 0 && j >= first - 3 && !isStop(j); j--) {
      if (tokens.has(j, Role.FROM.bit)) {
        return true;
      }
    }
    return false;
  }

  /** A comparison with last year is a report's own; one by 'vs' is as often with a forecast. */
  private void note(int link, int metric, int second, boolean up, double strength) {
    boolean report =
        tokens.has(link, REPORTED) || tokens.end[link] - tokens.start[link] >= LONG_LINK;
    Feature found =
        isHoped(link, second)
            ? up ? Feature.BEAT : Feature.MISS
            : report
                ? up ? Feature.REPORT_UP : Feature.REPORT_DOWN
                : up ? Feature.COMPARE_UP : Feature.COMPARE_DOWN;
    events.add(found, strength, metric, second);
    use(metric);
  }

  private void use(int metric) {
    moved[metric] = true;
    told[metric] = true;
  }

  private int link(int second) {
    for (int j = second - 1; j >= 0 && j >= second - LINK_REACH; j--) {
      if (tokens.has(j, LINK) || (j >= second - 2 && isHope(j))) {
        return j;
      }
      if (tokens.isNumber(j) || (tokens.kind[j] == Tokens.MARK && !isShortened(j))) {
        return -1;
      }
    }
    return -1;
  }

  /** 'Consensus 29 cents', 'estimates of $1.05' after a mark: what had been expected. */
  private boolean isHope(int i) {
    return tokens.has(i, Role.EXPECTED.bit) && !tokens.has(i, Role.GUIDE.bit);
  }

  /** Whether the other number is what analysts thought: '$1.05 consensus', 'est. $1.05'. */
  private boolean isHoped(int link, int second) {
    boolean hoped = isHope(link);
    for (int j = second + 1; j < tokens.count && j <= second + 2 && !isStop(j); j++) {
      hoped |= isHope(j);
    }
    return hoped;
  }

  /** The full stop of 'vs.' ends nothing. */
  private boolean isShortened(int mark) {
    return mark > 0 && tokens.mark(mark) == '.' && tokens.has(mark - 1, Role.VERSUS.bit);
  }

  private int first(int link) {
    boolean hope = isHope(link);
    for (int j = link - 1; j >= 0 && j >= link - NUMBER_REACH; j--) {
      if (isStop(j) && !(hope && tokens.mark(j) == ';')) {
        return -1;
      }
      if (tokens.isNumber(j) && !isYear(j)) {
        return j;
      }
    }
    return -1;
  }

  private int metric(int from, int downTo) {
    for (int j = from; j >= downTo && !isStop(j); j--) {
      if (tokens.has(j, METRIC)) {
        return j;
      }
    }
    return -1;
  }

  /** Shares are compared with shares, and amounts with amounts. */
  private boolean comparable(int first, int second) {
    return isPercent(first) == isPercent(second);
  }

  private boolean isPercent(int i) {
    return tokens.kind[i] == Tokens.PERCENT
        || (i + 1 < tokens.count && tokens.has(i + 1, Role.PERCENT.bit));
  }

  /** A number; of a range that it ends or begins, and that holds neither other, the middle. */
  private double middle(int i, int first, int second) {
    int before = i - (i > 0 && tokens.has(i - 1, Role.TO.bit) ? 2 : 1);
    int after = i + (i + 1 < tokens.count && tokens.has(i + 1, Role.TO.bit) ? 2 : 1);
    if (i == first && isRange(before, i) && !isYear(before)) {
      return (amount(before) + amount(i)) / 2;
    }
    if (i == second && isRange(i, after) && !isYear(after)) {
      return (amount(i) + amount(after)) / 2;
    }
    return amount(i);
  }

  private boolean isRange(int low, int high) {
    return low >= 0
        && high < tokens.count
        && tokens.isNumber(low)
        && tokens.isNumber(high)
        && tokens.kind[low] == tokens.kind[high]
        && tokens.number[low] < tokens.number[high];
  }

  /** A number with the scale that a word after it gives. */
  private double amount(int i) {
    return tokens.number[i] * scale(i);
  }

  private double scale(int number) {
    int i = number + 1;
    if (i == tokens.count) {
      return 1;
    }
    return tokens.has(i, Role.MILLION.bit)
        ? 1e6
        : tokens.has(i, Role.BILLION.bit)
            ? 1e9
            : tokens.has(i, Role.THOUSAND.bit) ? 1e3 : tokens.has(i, Role.HUNDREDTH.bit) ? .01 : 1;
  }

  private boolean isYear(int i) {
    double value = tokens.number[i];
    return tokens.kind[i] == Tokens.NUMBER
        && value >= FIRST_YEAR
        && value <= LAST_YEAR
        && value == Math.rint(value)
        && tokens.end[i] - tokens.start[i] == 4;
  }

  private boolean isStop(int i) {
    char mark = tokens.mark(i);
    return mark != 0 && mark != ',' && mark != '(' && mark != ')' && mark != '"';
  }
}
