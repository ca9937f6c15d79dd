package dev.windsock.provider;

import org.jspecify.annotations.Nullable;

/**
 * What an upstream said of its quota. Where it counts over several windows it says several things,
 * each of which holds for itself.
 *
 * @param remaining calls left, or null where not told
 * @param resetAtMillis wall time in ms at which they return, or null where not told
 * @param also what else it said, or null
 */
public record RateSaid(
    @Nullable Long remaining, @Nullable Long resetAtMillis, @Nullable RateSaid also) {
  /** Nothing was said. */
  public static final RateSaid NOTHING = new RateSaid(null, null);

  /** One thing was said. */
  public RateSaid(@Nullable Long remaining, @Nullable Long resetAtMillis) {
    this(remaining, resetAtMillis, null);
  }

  /** Whether anything was said. */
  public boolean told() {
    return remaining != null || resetAtMillis != null;
  }

  /** This and something else. */
  public RateSaid and(RateSaid more) {
    return new RateSaid(remaining, resetAtMillis, also == null ? more : also.and(more));
  }
}
