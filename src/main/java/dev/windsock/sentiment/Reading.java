package dev.windsock.sentiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one provider knows of one symbol: a bounded list of scored posts, newest first, and where to
 * read on.
 *
 * @param provider the provider's id, as in {@code stocktwits}
 * @param symbol the canonical symbol's code
 * @param readAtMillis when the upstream was last asked with success, wall time in ms
 * @param cursor where the next read goes on, in the provider's own terms; null for the beginning
 * @param posts the posts, newest first, ids distinct
 * @param filtered what was left out since the reading began
 * @param quota what was left of the provider's quota when this was read, or null where unknown
 */
public record Reading(
    String provider,
    String symbol,
    long readAtMillis,
    @Nullable String cursor,
    List<ScoredPost> posts,
    Filtered filtered,
    @Nullable QuotaLeft quota) {

  /**
   * Posts that were read and left out, by reason.
   *
   * @param duplicates near-copies of a post that is kept
   * @param spam posts that look like advertising or a machine's
   * @param offTarget posts that turned out not to be about the symbol
   */
  public record Filtered(int duplicates, int spam, int offTarget) {
    /** Nothing left out. */
    public static final Filtered NONE = new Filtered(0, 0, 0);

    /** Both counts together. */
    public Filtered plus(Filtered other) {
      return new Filtered(
          duplicates + other.duplicates, spam + other.spam, offTarget + other.offTarget);
    }

    /** Of two accounts of the same posts the larger count of each reason. */
    private Filtered most(Filtered other) {
      return new Filtered(
          Math.max(duplicates, other.duplicates),
          Math.max(spam, other.spam),
          Math.max(offTarget, other.offTarget));
    }
  }

  /**
   * What is left of a provider's tightest quota window.
   *
   * @param remaining calls left
   * @param resetAtMillis wall time in ms at which the next call fits again once none is left
   */
  public record QuotaLeft(long remaining, long resetAtMillis) {}

  /** Newest first; by id where two have the same time, so that the order is the same everywhere. */
  private static final Comparator<ScoredPost> NEWEST_FIRST =
      Comparator.comparingLong(ScoredPost::publishedAtMillis)
          .reversed()
          .thenComparing(ScoredPost::id);

  public Reading {
    posts = List.copyOf(posts);
  }

  /**
   * What a reading is called wherever it is kept: {@code stocktwits:AAPL:finance-rules-1.0.0}.
   * Another scorer, or another version of it, makes another reading.
   */
  public static String id(String provider, String symbol, Answer.ScorerId scorer) {
    return provider + ':' + symbol + ':' + scorer.id() + '-' + scorer.version();
  }

  /** The reading of a provider that found nothing yet. */
  public static Reading empty(String provider, String symbol, long readAtMillis) {
    return new Reading(provider, symbol, readAtMillis, null, List.of(), Filtered.NONE, null);
  }

  /**
   * This later reading laid over an earlier one: posts merged by id (the later one's wins, but a
   * post was published when it was first said to be), newest first, those published before {@code
   * oldestMillis} and those beyond {@code max} dropped. What was left out is counted from the
   * beginning in both, so the larger counts stand. Laying the same over twice changes nothing.
   *
   * @param earlier the earlier reading of the same provider and symbol, or null for none
   * @param max the most posts to keep, ≥ 1
   * @param oldestMillis posts published before this wall time are dropped
   */
  public Reading over(@Nullable Reading earlier, int max, long oldestMillis) {
    Map<String, ScoredPost> byId = new HashMap<>();
    if (earlier != null) {
      earlier.posts.forEach(post -> byId.put(post.id(), post));
    }
    posts.forEach(
        post -> byId.merge(post.id(), post, (a, b) -> b.publishedBy(a.publishedAtMillis())));
    List<ScoredPost> merged = new ArrayList<>(byId.size());
    for (ScoredPost post : byId.values()) {
      if (post.publishedAtMillis() >= oldestMillis) {
        merged.add(post);
      }
    }
    merged.sort(NEWEST_FIRST);
    return new Reading(
        provider,
        symbol,
        readAtMillis,
        cursor != null || earlier == null ? cursor : earlier.cursor,
        merged.size() > max ? merged.subList(0, max) : merged,
        earlier == null ? filtered : filtered.most(earlier.filtered),
        quota != null || earlier == null ? quota : earlier.quota);
  }

  /** When the newest post was published, wall time in ms; null when there is none. */
  public @Nullable Long newestMillis() {
    return posts.isEmpty() ? null : posts.get(0).publishedAtMillis();
  }
}
