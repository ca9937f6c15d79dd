package dev.windsock.score;

import dev.windsock.sentiment.Term;
import java.util.List;

/**
 * What a scorer makes of a text.
 *
 * @param value P(positive) − P(negative), −1 to 1
 * @param negative probability of bearish
 * @param neutral probability of neutral
 * @param positive probability of bullish; the three sum to 1
 * @param confidence 0 to 1
 * @param relevance 0 to 1: how much the text is about the target
 * @param terms what moved the value most; empty unless an explanation was asked for
 */
public record Score(
    double value,
    double negative,
    double neutral,
    double positive,
    double confidence,
    double relevance,
    List<Term> terms) {
  /** {@code bullish}, {@code neutral} or {@code bearish}: the likeliest of the three. */
  public String label() {
    if (positive > neutral && positive >= negative) {
      return "bullish";
    }
    return negative > neutral ? "bearish" : "neutral";
  }
}
