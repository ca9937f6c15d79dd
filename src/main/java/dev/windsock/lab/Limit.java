package dev.windsock.lab;

import dev.windsock.option.Check;

/**
 * How often a simulated provider may be called by one client.
 *
 * @param count calls, 1 to 1,000,000
 * @param windowMillis in any stretch of this many ms, 1 to 31 days
 * @param penaltyMillis how long the client is shut out after one call too many, 0 for not at all
 */
public record Limit(int count, long windowMillis, long penaltyMillis) {
  private static final long MAX_MILLIS = 31L * 24 * 3600 * 1000;

  public Limit {
    Check.range("count", count, 1, 1_000_000);
    Check.range("windowMillis", windowMillis, 1, MAX_MILLIS);
    Check.range("penaltyMillis", penaltyMillis, 0, MAX_MILLIS);
  }

  /** A limit without a penalty. */
  public Limit(int count, long windowMillis) {
    this(count, windowMillis, 0);
  }
}
