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
 * @param maxValueBytes values that are larger packed are given back but not stored
 * @param earlyRefreshBeta how eagerly a value is refreshed before its end (XFetch's β); 0 is never
 */
public record CacheOptions(
    long nearMaxBytes,
    Duration staleWhileRevalidate,
    Duration staleIfError,
    double ttlJitter,
    long compressAboveBytes,
    long maxValueBytes,
    double earlyRefreshBeta) {
  public CacheOptions {
    Check.range("nearMaxBytes", nearMaxBytes, 1 << 20, 64L << 30);
    Check.range("staleWhileRevalidate", staleWhileRevalidate, Duration.ZERO, Duration.ofDays(7));
    Check.range("staleIfError", staleIfError, Duration.ZERO, Duration.ofDays(30));
    Check.range("ttlJitter", ttlJitter, 0, 0.5);
    Check.range("compressAboveBytes", compressAboveBytes, 64, 1L << 30);
    Check.range("maxValueBytes", maxValueBytes, 1 << 10, 64L << 20);
    Check.range("earlyRefreshBeta", earlyRefreshBeta, 0, 10);
  }
}
