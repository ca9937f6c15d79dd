package dev.windsock.score;

import dev.windsock.option.Check;

/**
 * How readings are blended.
 *
 * @param priorWeight κ: the prior counts as that many posts, .1 to 1000
 * @param priorDeviation σ₀: the standard deviation supposed before any post, 0 to 1
 * @param labelScore from which score on an answer may be called bullish (or bearish), 0 to 1
 * @param mixedVariance above which variance posts are said to disagree, 0 to 1
 * @param lowVolume below which effective number of posts the answer says so, 0 to 1000
 * @param authorShare the most that one author holds of a source's weight, .1 to 1
 * @param maxEngagement the most that engagement multiplies a weight by, 1 to 10
 * @param duplicateBits fingerprints that differ in at most so many bits are the same text, 0 to 3
 */
public record BlendOptions(
    double priorWeight,
    double priorDeviation,
    double labelScore,
    double mixedVariance,
    double lowVolume,
    double authorShare,
    double maxEngagement,
    int duplicateBits) {
  /** What the documentation describes. */
  public static final BlendOptions DEFAULTS = new BlendOptions(10, .5, .15, .5, 3, .1, 3, 3);

  public BlendOptions {
    Check.range("priorWeight", priorWeight, .1, 1000);
    Check.range("priorDeviation", priorDeviation, 0, 1);
    Check.range("labelScore", labelScore, 0, 1);
    Check.range("mixedVariance", mixedVariance, 0, 1);
    Check.range("lowVolume", lowVolume, 0, 1000);
    Check.range("authorShare", authorShare, .1, 1);
    Check.range("maxEngagement", maxEngagement, 1, 10);
    Check.range("duplicateBits", duplicateBits, 0, 3);
  }
}
