package dev.windsock.provider;

import org.jspecify.annotations.Nullable;

/**
 * How much others reacted to a post, each count null where the upstream tells none: absent is not
 * zero.
 *
 * @param likes likes, points or upvotes
 * @param replies answers or comments
 * @param shares reposts
 * @param views times shown
 * @param authorFollowers who follow the author
 */
public record Engagement(
    @Nullable Long likes,
    @Nullable Long replies,
    @Nullable Long shares,
    @Nullable Long views,
    @Nullable Long authorFollowers) {
  /** The upstream tells nothing. */
  public static final Engagement UNKNOWN = new Engagement(null, null, null, null, null);

  /** Likes, replies and shares together, ≥ 0; null when none of them is told. */
  public @Nullable Double total() {
    if (likes == null && replies == null && shares == null) {
      return null;
    }
    return (double) (orZero(likes) + orZero(replies) + orZero(shares));
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : Math.max(0, count);
  }
}
