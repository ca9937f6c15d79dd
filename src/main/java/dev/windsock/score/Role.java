package dev.windsock.score;

/** What a word does in a sentence about money. A word may have several roles; each is one bit. */
enum Role {
  /** Moves up by itself: rises, higher, rally. */
  UP,
  /** Moves down by itself: falls, lower, selloff. */
  DOWN,
  /** The verb by itself says that a price moved: soars, plunged. */
  MOVES,
  /** Makes something go up: raises, boosts, hikes. */
  RAISE,
  /** Makes something go down: cuts, trims, reduces. */
  CUT,
  /** Is better than was thought. */
  BEAT,
  /** Is worse than was thought. */
  MISS,
  /** Makes something smaller, said of gaps and losses. */
  NARROW,
  /** Makes something wider, said of gaps and losses. */
  WIDEN,
  /** A quantity that is good when it grows. */
  GOOD_METRIC,
  /** A quantity that is bad when it grows. */
  BAD_METRIC,
  /** A traded thing or its price. */
  PRICE,
  /** What was expected. */
  EXPECTED,
  /** What a company says is to come. */
  GUIDE,
  /** An analyst's price target. */
  TARGET,
  DIVIDEND,
  BUYBACK,
  UPGRADE,
  DOWNGRADE,
  RATE_BUY,
  RATE_HOLD,
  RATE_SELL,
  INITIATE,
  REITERATE,
  /** Turns around what follows. */
  NOT,
  STRONGLY,
  SLIGHTLY,
  HEDGE,
  GOOD,
  GREAT,
  BAD,
  AWFUL,
  /** An event that is good for a company. */
  GOOD_NEWS,
  /** An event that is bad for a company. */
  BAD_NEWS,
  BULL_SLANG,
  BEAR_SLANG,
  HAPPY_SIGN,
  SAD_SIGN,
  /** Selling new shares. */
  OFFER,
  /** Sellers taking their gains. */
  BOOKING,
  /** Says that something takes place, not how it went. */
  CALENDAR,
  /** Law, politics and people: seldom about the price. */
  TOPIC,
  /** Trouble in the world. */
  MACRO_BAD,
  MACRO_GOOD,
  SARCASM,
  ASKING,
  /** An English stop word. */
  ENGLISH,
  /** A stop word of another language. */
  FOREIGN,
  /** Begins a new clause. */
  BREAK,
  /** Begins what a sentence says besides: a cause, a time, a 'despite'. */
  SUBORDINATE,
  FROM,
  TO,
  AT,
  VERSUS,
  PERCENT,
  /** As before: unchanged, flat. */
  FLAT,
  /** The name of a currency before or after a number. */
  CURRENCY,
  THOUSAND,
  MILLION,
  BILLION,
  /** Cents of a dollar, pence of a pound. */
  HUNDREDTH,
  LIST,
  /** An abbreviation: its full stop ends no sentence. */
  SHORTENED;

  // A model's file holds keys made of these bits, and with them a fingerprint of names and order.
  @SuppressWarnings("EnumOrdinal")
  final long bit = 1L << ordinal();

  /** The bits of several roles together; for constants, as each call makes an array. */
  static long any(Role... roles) {
    long bits = 0;
    for (Role role : roles) {
      bits |= role.bit;
    }
    return bits;
  }
}
