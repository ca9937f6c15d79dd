package dev.windsock.sentiment;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.windsock.option.InvalidValueException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One post about one symbol, scored. Holds no text: only what may be kept and shown.
 *
 * @param id the upstream's id, unique within its provider
 * @param publishedAtMillis when it was published, wall time in ms
 * @param score −1 (bearish) to 1 (bullish)
 * @param confidence 0 to 1: how sure the scorer is
 * @param relevance 0 to 1: how much the post is about the symbol
 * @param engagement likes, replies and shares together, ≥ 0; null where the upstream tells none
 *     (absent is not zero)
 * @param followers how many follow the author, ≥ 0; null where the upstream tells none
 * @param author a hash of the author's name, or null where unknown
 * @param url where the post can be read, or null
 * @param labelled whether the score is the author's own label or the upstream's native score
 * @param fingerprint 64-bit SimHash of the text, by which near-duplicates are found; of a short
 *     text, whose like others write too, it is the author's own
 * @param terms the few terms that moved the score most, at most {@value #MAX_TERMS}
 */
public record ScoredPost(
    String id,
    long publishedAtMillis,
    double score,
    double confidence,
    double relevance,
    @Nullable Double engagement,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long followers,
    @Nullable String author,
    @Nullable String url,
    boolean labelled,
    long fingerprint,
    List<Term> terms) {
  /** The most terms that a post keeps. */
  public static final int MAX_TERMS = 5;

  public ScoredPost {
    terms = List.copyOf(terms.size() > MAX_TERMS ? terms.subList(0, MAX_TERMS) : terms);
    require("score", score, -1, 1);
    require("confidence", confidence, 0, 1);
    require("relevance", relevance, 0, 1);
  }

  /** Of an author of whom it is not told how many follow. */
  public ScoredPost(
      String id,
      long publishedAtMillis,
      double score,
      double confidence,
      double relevance,
      @Nullable Double engagement,
      @Nullable String author,
      @Nullable String url,
      boolean labelled,
      long fingerprint,
      List<Term> terms) {
    this(
        id,
        publishedAtMillis,
        score,
        confidence,
        relevance,
        engagement,
        null,
        author,
        url,
        labelled,
        fingerprint,
        terms);
  }

  /**
   * A count of interest in place of a post: it has no weight, and no answer counts it as one.
   *
   * @param atMillis the end of the time it was counted over, wall time in ms
   * @param count how many took an interest, ≥ 0
   */
  public static ScoredPost ofCount(String id, long atMillis, double count, @Nullable String url) {
    return new ScoredPost(id, atMillis, 0, 0, 0, count, null, url, false, 0, List.of());
  }

  /** Whether it is a count of interest and no post. */
  public boolean tellsCount() {
    return confidence == 0 && relevance == 0 && engagement != null && fingerprint == 0;
  }

  /**
   * The same post, published no later than that: an edit publishes nothing anew, and neither does a
   * date in the future that another read takes for another now.
   *
   * @param atMillis wall time in ms
   */
  ScoredPost publishedBy(long atMillis) {
    return publishedAtMillis <= atMillis
        ? this
        : new ScoredPost(
            id,
            atMillis,
            score,
            confidence,
            relevance,
            engagement,
            followers,
            author,
            url,
            labelled,
            fingerprint,
            terms);
  }

  /** 1 where its author or upstream calls it bullish, −1 for bearish; 0 where neither is told. */
  public int label() {
    return labelled ? (int) Math.signum(score) : 0;
  }

  private static void require(String name, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new InvalidValueException(name, value, from + " to " + to);
    }
  }
}
