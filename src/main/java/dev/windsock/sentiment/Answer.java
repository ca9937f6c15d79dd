package dev.windsock.sentiment;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The mood on one symbol at one instant: how it is, how sure, why and how fresh. Its components are
 * the members of the JSON answer, in snake case. No data is null, never 0.
 *
 * @param symbol the canonical symbol's code
 * @param asOf the instant that the answer holds for
 * @param window how far back posts count
 * @param status whether the answer is whole
 * @param score −1 (bearish) to 1 (bullish); null when there is no data
 * @param label the score in a word; null when there is no data
 * @param ci95 the 95 % interval of the score, lower and upper end; null when there is no data
 * @param confidence 0 to 1: n / (κ + n) times the responding share of the configured weight
 * @param nPosts how many posts count
 * @param nEff the effective number of posts, after weighting
 * @param prior what the score shrinks toward
 * @param distribution shares of weight by polarity; null when there is no data
 * @param change difference of the score against earlier, by {@code 1h}, {@code 24h}, {@code 7d};
 *     null values where there was no data then
 * @param buzz how much is being said
 * @param sources what each provider gave, in the order of configuration
 * @param evidence the posts that moved the score most, weightiest first
 * @param filtered what was left out
 * @param scorer what scored the posts
 * @param stale whether any part is past its time
 * @param ageS age in seconds of the oldest reading used; null when there is none
 * @param simulated whether the upstreams were the built-in simulators
 * @param warnings what the reader should know, one sentence each
 */
public record Answer(
    String symbol,
    Instant asOf,
    Duration window,
    Status status,
    @Nullable Double score,
    @Nullable Label label,
    @Nullable List<Double> ci95,
    double confidence,
    int nPosts,
    double nEff,
    Prior prior,
    @Nullable Distribution distribution,
    Map<String, @Nullable Double> change,
    Buzz buzz,
    List<Source> sources,
    List<Evidence> evidence,
    Reading.Filtered filtered,
    ScorerId scorer,
    boolean stale,
    @Nullable Long ageS,
    boolean simulated,
    List<String> warnings) {

  public Answer {
    ci95 = ci95 == null ? null : List.copyOf(ci95);
    sources = List.copyOf(sources);
    evidence = List.copyOf(evidence);
    warnings = List.copyOf(warnings);
  }

  /** Whether an answer is whole. */
  public enum Status {
    /** Every source that was asked answered. */
    OK,
    /** Fewer than three effective posts. */
    LOW_VOLUME,
    /** Some source gave nothing. */
    PARTIAL,
    /** Some of it is past its time. */
    STALE,
    /** Nothing at all. */
    NO_DATA;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A score in a word. */
  public enum Label {
    BULLISH,
    BEARISH,
    NEUTRAL,
    /** Posts disagree strongly. */
    MIXED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What the score shrinks toward.
   *
   * @param mean the symbol's long-run mean, or 0
   * @param weight as if that many posts had said so
   */
  public record Prior(double mean, double weight) {}

  /** Shares of weight, together 1. */
  public record Distribution(double bullish, double neutral, double bearish) {}

  /**
   * How much is being said.
   *
   * @param mentions posts in the window, those that were written down but are held no more included
   * @param z how unusual that is for the hour of the week, in standard deviations; null until there
   *     is history
   * @param authors distinct authors
   * @param attention how much more interest it finds than it used to, 1 for as usual, from counts
   *     such as page views; null where no source counts
   */
  public record Buzz(int mentions, @Nullable Double z, int authors, @Nullable Double attention) {
    /** Without a source that counts. */
    public Buzz(int mentions, @Nullable Double z, int authors) {
      this(mentions, z, authors, null);
    }
  }

  /** Which scorer, and which version of it. */
  public record ScorerId(String id, String version) {}

  /**
   * What one provider gave.
   *
   * @param id the provider
   * @param status {@code ok}, {@code stale}, {@code empty} or a {@link Problem}'s code
   * @param reason for a stale one, the {@link Problem}'s code; else null
   * @param score the provider's own mean; null when it has no posts in the window
   * @param nEff its effective number of posts
   * @param authorLabelShare share of its posts that carry the author's own label
   * @param newest when its newest post was published
   * @param ageS age of its reading in seconds
   * @param cache where the reading was found: {@code near}, {@code far} or {@code loaded}
   * @param quota what is left of its quota
   * @param retryAt when asking again makes sense
   */
  public record Source(
      String id,
      String status,
      @Nullable String reason,
      @Nullable Double score,
      @Nullable Double nEff,
      @Nullable Double authorLabelShare,
      @Nullable Instant newest,
      @Nullable Long ageS,
      @Nullable String cache,
      @Nullable Quota quota,
      @Nullable Instant retryAt) {}

  /** What is left of a provider's quota: calls, and when the next fits again once none is left. */
  public record Quota(long remaining, Instant resetAt) {}

  /**
   * A post behind the score.
   *
   * @param contribution its signed share of the score; all posts' shares and the prior's sum to it
   */
  public record Evidence(
      String id,
      String source,
      @Nullable String url,
      Instant published,
      double score,
      double confidence,
      double relevance,
      double contribution,
      List<Term> terms) {}
}
