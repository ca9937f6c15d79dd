package dev.windsock.cache;

import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
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

  /** Redis is not away. */
  static final long NEVER = Long.MIN_VALUE;

  /** How much longer a value is fresh than before when refreshing it brought an equal one. */
  private static final double GROWTH = 1.5;

  /**
   * In which last part of its time an entry may be refreshed early: what is loaded slowly and asked
   * for by very many would else be refreshed long before its end, and so more often than it has to.
   */
  private static final int EARLY_PART = 16;

  private final CacheOptions options;
  private final DoubleSupplier random;
  private final LongSupplier lostAtMillis;

  /**
   * @param random uniform in [0, 1)
   */
  Freshness(CacheOptions options, DoubleSupplier random) {
    this(options, random, () -> NEVER);
  }

  /**
   * @param lostAtMillis since when Redis is away, wall time; {@link #NEVER} when it is not
   */
  Freshness(CacheOptions options, DoubleSupplier random, LongSupplier lostAtMillis) {
    this.options = options;
    this.random = random;
    this.lostAtMillis = lostAtMillis;
  }

  /** Until when an entry counts as fresh: while Redis is away not for as long as it would. */
  long freshUntilMillis(Entry<?> entry) {
    long lost = lostAtMillis.getAsLong();
    return lost == NEVER
        ? entry.freshUntilMillis
        : Math.min(
            entry.freshUntilMillis,
            Math.max(lost, entry.storedAtMillis) + options.ttlWithoutRedis().toMillis());
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
      long leftMillis = freshUntilMillis(entry) - nowMillis;
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
            && nowMillis < freshUntilMillis(entry) + options.staleWhileRevalidate().toMillis();
    return meanwhile ? Verdict.STALE : Verdict.MISS;
  }

  /** Whether a value is good enough for a caller without asking further. */
  boolean acceptable(Entry<?> entry, long nowMillis, long maxAgeMillis) {
    return entry.value != null
        && (maxAgeMillis < 0
            ? nowMillis < freshUntilMillis(entry)
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
            : Math.min(
                entry.storedAtMillis + Entry.LONGEST_LIFE_MILLIS,
                entry.freshUntilMillis
                    + Math.max(
                        options.staleIfError().toMillis(),
                        options.staleWhileRevalidate().toMillis()));
    return Math.max(valueMillis, entry.failure == null ? 0 : entry.failure.keptUntilMillis());
  }

  /**
   * How long a value is fresh that was loaded in the place of an earlier one: longer than that one
   * was while refreshing brings equal values, within the configured bound of what the loader says;
   * as the loader says as soon as something new comes.
   *
   * @param same whether it brought nothing new
   */
  long grownMillis(long ttlMillis, @Nullable Entry<?> earlier, boolean same) {
    if (earlier == null || !same || options.ttlGrowthMax() <= 1) {
      return ttlMillis;
    }
    double before = earlier.freshUntilMillis - earlier.storedAtMillis;
    double most = ttlMillis * options.ttlGrowthMax();
    return Math.round(Math.max((double) ttlMillis, Math.min(most, before * GROWTH)));
  }

  /** A TTL shortened or lengthened at random, so that what was stored together ends apart. */
  long jittered(long ttlMillis) {
    return Math.max(
        1, Math.round(ttlMillis * (1 + options.ttlJitter() * (2 * random.getAsDouble() - 1))));
  }
}
