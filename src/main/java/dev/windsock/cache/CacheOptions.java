package dev.windsock.cache;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * How much is cached and for how long.
 *
 * @param nearMaxBytes the near level's budget, payload and overhead together
 * @param staleWhileRevalidate how long past its TTL a value is still given while it is refreshed
 * @param staleIfError how long past its TTL a value is still given while it cannot be refreshed
 * @param ttlJitter by which part a TTL is shortened or lengthened at random, 0 to 0.5
 * @param compressAboveBytes values larger than this are compressed in Redis
 * @param maxValueBytes values that are larger packed, or 32 times larger unpacked, are given back
 *     but not stored
 * @param earlyRefreshBeta how eagerly a value is refreshed before its end (XFetch's β); 0 is never
 * @param ttlGrowthMax as many times its TTL a value may stay fresh at most while refreshing it
 *     keeps bringing an equal one; 1 is never longer than its TTL
 * @param ttlWithoutRedis the longest that a value counts as fresh from when Redis was lost on, as
 *     nothing is heard of changes then
 */
public record CacheOptions(
    long nearMaxBytes,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    double ttlJitter,
    long compressAboveBytes,
    long maxValueBytes,
    double earlyRefreshBeta,
    double ttlGrowthMax,
    Duration ttlWithoutRedis) {
  /** How much longer than the longest packed value an unpacked one may be. */
  private static final int MAX_PACKED_RATIO = 32;

  private static final int NEAR_PARTS = 16;

  public CacheOptions {
    Check.range("nearMaxBytes", nearMaxBytes, 1 << 20, 64L << 30);
    Check.range("staleWhileRevalidate", staleWhileRevalidate, Duration.ZERO, Duration.ofDays(7));
    Check.range("staleIfError", staleIfError, Duration.ZERO, Duration.ofDays(30));
    Check.range("ttlJitter", ttlJitter, 0, 0.5);
    Check.range("compressAboveBytes", compressAboveBytes, 64, 1L << 30);
    Check.range("maxValueBytes", maxValueBytes, 1 << 10, 64L << 20);
    Check.range("earlyRefreshBeta", earlyRefreshBeta, 0, 10);
    Check.range("ttlGrowthMax", ttlGrowthMax, 1, 100);
    Check.range("ttlWithoutRedis", ttlWithoutRedis, Duration.ofSeconds(1), Duration.ofDays(30));
  }

  /** With TTLs that neither grow nor are capped while Redis is away. */
  public CacheOptions(
      long nearMaxBytes,
      Duration staleWhileRevalidate,
      Duration staleIfError,
      double ttlJitter,
      long compressAboveBytes,
      long maxValueBytes,
      double earlyRefreshBeta) {
    this(
        nearMaxBytes,
        staleWhileRevalidate,
        staleIfError,
        ttlJitter,
        compressAboveBytes,
        maxValueBytes,
        earlyRefreshBeta,
        1,
        Duration.ofDays(30));
  }

  /** The longest that a value may be before it is packed. */
  long maxRawBytes() {
    return maxValueBytes * MAX_PACKED_RATIO;
  }

  /** One value must not push a good part of all others out of the near level. */
  long nearMaxValueBytes() {
    return nearMaxBytes / NEAR_PARTS;
  }
}
