package dev.windsock.cache;

import dev.windsock.option.Check;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long a caller waits. What is still being loaded then goes on loading, for those who ask next.
 *
 * @param soft after which a value that is stale, but may be given, is given; null for never
 * @param hard after which whatever is still missing is given up as timed out; null for never
 */
public record Deadlines(@Nullable Duration soft, @Nullable Duration hard) {
  /** To wait for as long as loading takes, which is bounded too. */
  public static final Deadlines NONE = new Deadlines(null, null);

  private static final Duration LONGEST = Duration.ofHours(1);

  public Deadlines {
    if (soft != null) {
      Check.range("soft", soft, Duration.ZERO, LONGEST);
    }
    if (hard != null) {
      Check.range("hard", hard, Duration.ZERO, LONGEST);
    }
  }

  /** To give up after a while. */
  public static Deadlines hard(Duration hard) {
    return new Deadlines(null, hard);
  }
}
