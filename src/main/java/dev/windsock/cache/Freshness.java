package dev.windsock.cache;

import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What may be done with an entry now: pure arithmetic.
 *
 * <p>An entry goes through fresh, stale but usable while it is refreshed, stale but usable if
 * refreshing fails, gone. Shortly before its end a fresh one is refreshed early by one of its many
 * readers: XFetch (Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede
 * Prevention, VLDB 2015), which refreshes when {@code -cost * beta * ln(random)} reaches what is
 * left. The dearer a value is to load, the earlier; no two processes agree on the instant.
 */
final class Freshness {
  /** What to do with an entry. */
  enum Verdict {
    /** Give it. */
    HIT,
    /** Give it, and refresh it early behind the caller's back. */
    HIT_EARLY,
    /** Give it although it is past its time, and refresh it behind the caller's back. */
    STALE,
    /** Loading failed a moment ago: give the problem, with the value where it may still be used. */
    FAILED,
    /** Load it first. */
    MISS
  }

  /**
   * In which last part of its time an entry may be refreshed early: what is loaded slowly and asked
   * for by very many would else be refreshed long before its end, and so more often than it has to.
   */
  private static final int EARLY_PART = 16;

  private final CacheOptions options;
  private final DoubleSupplier random;

  /**
   * @param random uniform in [0, 1)
   */
  Freshness(CacheOptions options, DoubleSupplier random) {
    this.options = options;
    this.random = random;
  }

  /**
   * @param current whether the entry is known to be in step with Redis
   * @param maxAgeMillis replaces the entry's own soft expiry; negative for none
   */
  Verdict judge(@Nullable Entry<?> entry, boolean current, long nowMillis, long maxAgeMillis) {
    if (entry == null) {
      return Verdict.MISS;
    }
    boolean failed = entry.failure != null && entry.failure.active(nowMillis);
    if (entry.value == null) {
      return failed ? Verdict.FAILED : Verdict.MISS;
    }
    if (current && acceptable(entry, nowMillis, maxAgeMillis)) {
      if (failed) {
        return Verdict.HIT;
      }
      long leftMillis = entry.freshUntilMillis - nowMillis;
      return leftMillis <= 0
          ? Verdict.STALE
          : early(entry, leftMillis) ? Verdict.HIT_EARLY : Verdict.HIT;
    }
    if (failed) {
      return Verdict.FAILED;
    }
    boolean meanwhile =
        current
            && maxAgeMillis < 0
            && nowMillis < entry.freshUntilMillis + options.staleWhileRevalidate().toMillis();
    return meanwhile ? Verdict.STALE : Verdict.MISS;
  }

  /** Whether a value is good enough for a caller without asking further. */
  static boolean acceptable(Entry<?> entry, long nowMillis, long maxAgeMillis) {
    return entry.value != null
        && (maxAgeMillis < 0
            ? nowMillis < entry.freshUntilMillis
            : nowMillis - entry.storedAtMillis <= maxAgeMillis);
  }

  private boolean early(Entry<?> entry, long leftMillis) {
    double beta = options.earlyRefreshBeta();
    long ttlMillis = entry.freshUntilMillis - entry.storedAtMillis;
    if (beta == 0 || entry.costMillis == 0 || leftMillis > ttlMillis / EARLY_PART) {
      return false;
    }
    // 1 - random is never 0: the logarithm stays finite.
    return -entry.costMillis * beta * Math.log(1 - random.getAsDouble()) >= leftMillis;
  }

  /** Whether a value may still be given when it cannot be refreshed. */
  boolean usableOnError(Entry<?> entry, long nowMillis) {
    return entry.value != null
        && nowMillis < entry.freshUntilMillis + options.staleIfError().toMillis();
  }

  /** When an entry is of no use any more. */
  long goneAtMillis(Entry<?> entry) {
    long valueMillis =
        entry.value == null
            ? 0
            : entry.freshUntilMillis
                + Math.max(
                    options.staleIfError().toMillis(), options.staleWhileRevalidate().toMillis());
    return Math.max(valueMillis, entry.failure == null ? 0 : entry.failure.untilMillis());
  }

  /** A TTL shortened or lengthened at random, so that what was stored together ends apart. */
  long jittered(long ttlMillis) {
    return Math.max(
        1, Math.round(ttlMillis * (1 + options.ttlJitter() * (2 * random.getAsDouble() - 1))));
  }
}
