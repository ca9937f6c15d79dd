package dev.windsock.score;

import java.util.Locale;

/** What the rules look for in a text; each has a weight for and against every class. */
enum Feature {
  METRIC_UP,
  METRIC_DOWN,
  BAD_METRIC_UP,
  BAD_METRIC_DOWN,
  PRICE_UP,
  PRICE_DOWN,
  GUIDE_UP,
  GUIDE_DOWN,
  TARGET_UP,
  TARGET_DOWN,
  DIVIDEND_UP,
  DIVIDEND_DOWN,
  MOVE_UP,
  SUBJECT_UP,
  SUBJECT_DOWN,
  MOVE_DOWN,
  RAISE_ALONE,
  CUT_ALONE,
  BEAT,
  MISS,
  SIGNED_UP,
  SIGNED_DOWN,
  PERCENT_UP,
  PERCENT_DOWN,
  REPORT_UP,
  REPORT_DOWN,
  COMPARE_UP,
  COMPARE_DOWN,
  UPGRADE,
  DOWNGRADE,
  START_BUY,
  START_HOLD,
  START_SELL,
  RATING_BUY,
  RATING_SELL,
  BUYBACK,
  OFFER,
  BOOKING,
  GOOD_NEWS,
  BAD_NEWS,
  GREAT,
  GOOD,
  BAD,
  AWFUL,
  BULL_SLANG,
  BEAR_SLANG,
  HAPPY_SIGN,
  SAD_SIGN,
  MACRO_GOOD,
  MACRO_BAD,
  LOSS_ALONE,
  PRICE_ALONE,
  METRIC_ALONE,
  TICKER,
  CALENDAR,
  TOPIC,
  HEDGE,
  ASKING,
  DIVIDEND_ALONE,
  FLAT,
  /** The valence of words that everyone uses, learned from ratings of general talk. */
  KIND_WORD,
  HARSH_WORD;

  static final int COUNT = values().length;

  // The weights' file goes by name: no index is ever stored.
  @SuppressWarnings("EnumOrdinal")
  final int index = ordinal();

  /** The name as the weights' file writes it. */
  String key() {
    return name().toLowerCase(Locale.ROOT);
  }
}
