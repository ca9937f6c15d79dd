package dev.windsock.quota;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * One limit: at most so many calls in any stretch of so long.
 *
 * @param limit calls, 1 to 10,000,000
 * @param window length, 1 s to 31 d
 */
public record Window(long limit, Duration window) {
  public Window {
    Check.range("limit", limit, 1, 10_000_000);
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofDays(31));
  }
}
