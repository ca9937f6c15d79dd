package dev.windsock.provider;

import dev.windsock.sentiment.Answer.ScorerId;
import dev.windsock.sentiment.Symbol;

/**
 * Under which id a reading is cached. Who reads and who writes readings must agree on it, and a
 * reading that another scorer made must never be taken for one of ours.
 */
public final class ReadingIds {
  private ReadingIds() {}

  /** {@code provider:symbol:scorer-version}, as in {@code stocktwits:AAPL:finance-rules-1.0.0}. */
  public static String of(String provider, Symbol symbol, ScorerId scorer) {
    return provider + ':' + symbol.code() + ':' + scorer.id() + '-' + scorer.version();
  }
}
