package dev.windsock.provider;

import org.jspecify.annotations.Nullable;

/**
 * What an upstream said of its quota.
 *
 * @param remaining calls left, or null where not told
 * @param resetAtMillis wall time in ms at which they return, or null where not told
 */
public record RateSaid(@Nullable Long remaining, @Nullable Long resetAtMillis) {
  /** Nothing was said. */
  public static final RateSaid NOTHING = new RateSaid(null, null);

  /** Whether anything was said. */
  public boolean told() {
    return remaining != null || resetAtMillis != null;
  }
}
