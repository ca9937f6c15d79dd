package dev.windsock.lab;

import dev.windsock.sentiment.Symbol;
import java.util.Locale;

/**
 * Someone to write about.
 *
 * @param symbol as the social networks write it: {@code TSLA}, {@code BRK.B}, {@code BTC}
 * @param fullName as filings write it
 * @param name as people write it
 * @param popularity 0 to 1: how much is written
 * @param price about which the talk is
 * @param cik the SEC's number, 0 for none
 * @param roll the company's own throw of the dice
 */
record Company(
    String symbol,
    String fullName,
    String name,
    double popularity,
    double price,
    int cik,
    long roll) {

  private static final double DAY_MILLIS = 86_400_000;

  /**
   * What people think at an instant, −1 to 1: a fixed leaning and waves of several days, one day
   * and a few hours whose periods and phases are the company's own.
   */
  double mood(long millis) {
    double leaning = Dice.unit(Dice.mix(roll + 1)) - 0.45;
    double mood =
        0.5 * leaning
            + 0.45 * wave(millis, 4 + 3 * Dice.unit(Dice.mix(roll + 2)), 3)
            + 0.35 * wave(millis, 0.7 + 0.6 * Dice.unit(Dice.mix(roll + 4)), 5)
            + 0.2 * wave(millis, 0.12 + 0.1 * Dice.unit(Dice.mix(roll + 6)), 7);
    return Math.max(-1, Math.min(1, mood));
  }

  private double wave(long millis, double days, int salt) {
    double turns = millis / (days * DAY_MILLIS) + Dice.unit(Dice.mix(roll + salt));
    return StrictMath.sin(2 * Math.PI * (turns - Math.floor(turns)));
  }

  /** Whether it is a coin, which some providers spell differently. */
  boolean coin() {
    return cik == 0 && Symbol.parse(symbol).kind() == Symbol.Kind.CRYPTO;
  }

  String lowerSymbol() {
    return symbol.toLowerCase(Locale.ROOT);
  }
}
