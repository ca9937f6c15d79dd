package dev.windsock.cache;

import dev.windsock.sentiment.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a cache gives for an id: a value, a problem, or both (a stale value and why it is stale).
 *
 * @param value the value, or null
 * @param storedAtMillis when the value was loaded, wall time in ms; 0 without a value
 * @param freshUntilMillis until when the value is fresh; 0 without a value
 * @param level where it was found
 * @param problem why there is no value, or no fresh one; null when all is well
 * @param retryAtMillis with a problem, wall time in ms from which trying again makes sense, if
 *     known
 */
public record Cached<V>(
    @Nullable V value,
    long storedAtMillis,
    long freshUntilMillis,
    Level level,
    @Nullable Problem problem,
    @Nullable Long retryAtMillis) {
  /** Where a value was found. */
  public enum Level {
    NEAR,
    FAR,
    LOADED,
    NONE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
