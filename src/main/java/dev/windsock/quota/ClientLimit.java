package dev.windsock.quota;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.windsock.option.Check;
import dev.windsock.time.Clock;
import java.time.Duration;

/**
 * The service's own limit toward its clients: the generic cell rate algorithm (ITU-T I.371), one
 * number a client. A burst of the whole quota, then evenly. Thread-safe; never waits.
 *
 * <p>At most so many clients are remembered; one that is idle for a window is forgotten, which
 * changes nothing for it.
 */
public final class ClientLimit {
  private final long quota;
  private final long windowNanos;
  private final long stepNanos;
  private final Clock clock;
  private final long originNanos;
  private final Cache<String, Long> full;

  /**
   * @param quota requests in a window, 1 to 1,000,000
   * @param window 1 s to 1 d
   * @param maxClients the most that are remembered, 1 to 10,000,000
   */
  public ClientLimit(long quota, Duration window, long maxClients, Clock clock) {
    Check.range("quota", quota, 1, 1_000_000);
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofDays(1));
    Check.range("maxClients", maxClients, 1, 10_000_000);
    this.quota = quota;
    this.windowNanos = window.toNanos();
    this.stepNanos = windowNanos / quota;
    this.clock = clock;
    this.originNanos = clock.nanos();
    this.full =
        Caffeine.newBuilder()
            .maximumSize(maxClients)
            .expireAfterWrite(window)
            .ticker(clock::nanos)
            .build();
  }

  /**
   * What became of one request.
   *
   * @param allowed whether it may pass
   * @param remaining requests that would pass now
   * @param resetSeconds until the whole quota is there again, rounded up
   * @param retryAfterSeconds until a request would pass, rounded up; 0 when one would now
   */
  public record Verdict(
      boolean allowed, long remaining, long resetSeconds, long retryAfterSeconds) {
    /** The value of the {@code RateLimit} header (IETF draft 11) under the policy's name. */
    public String header(String name) {
      return '"' + name + "\";r=" + remaining + ";t=" + resetSeconds;
    }
  }

  /** Counts one request of a client: an API key's fingerprint, or an address. */
  public Verdict check(String client) {
    long now = clock.nanos() - originNanos;
    boolean[] allowed = new boolean[1];
    Long until =
        full.asMap()
            .compute(
                client,
                (key, before) -> {
                  long from = before == null ? now : Math.max(before, now);
                  allowed[0] = from + stepNanos - now <= windowNanos;
                  return allowed[0] ? Long.valueOf(from + stepNanos) : Long.valueOf(from);
                });
    long owed = (until == null ? now : until) - now;
    long left = (windowNanos - owed) / stepNanos;
    long retry = left > 0 ? 0 : owed + stepNanos - windowNanos;
    return new Verdict(allowed[0], Math.min(quota, left), seconds(owed), seconds(retry));
  }

  /** The value of the {@code RateLimit-Policy} header (IETF draft 11) under a name. */
  public String policy(String name) {
    return '"' + name + "\";q=" + quota + ";w=" + seconds(windowNanos);
  }

  private static long seconds(long nanos) {
    return (nanos + 999_999_999) / 1_000_000_000;
  }
}
