package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Freshness.Verdict;
import dev.windsock.sentiment.Problem;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FreshnessTest {
  private static final long STORED = 1_000_000;
  private static final long FRESH_UNTIL = STORED + 60_000;

  static CacheOptions options(double jitter, double beta) {
    return new CacheOptions(
        64 << 20, Duration.ofSeconds(30), Duration.ofHours(1), jitter, 1 << 10, 1 << 20, beta);
  }

  private final Freshness calm = new Freshness(options(0.1, 0), () -> 0.5);

  private static Entry<String> entry(int costMillis) {
    return new Entry<>("v", 1, STORED, FRESH_UNTIL, costMillis, null, 10, 0);
  }

  private static Failure failure(long untilMillis) {
    return new Failure(Problem.UNAVAILABLE, untilMillis, null);
  }

  @Test
  void judge_overTime_goesFromFreshToStaleToMiss() {
    Entry<String> entry = entry(100);
    assertThat(calm.judge(entry, true, FRESH_UNTIL - 1, -1)).isEqualTo(Verdict.HIT);
    assertThat(calm.judge(entry, true, FRESH_UNTIL, -1)).isEqualTo(Verdict.STALE);
    assertThat(calm.judge(entry, true, FRESH_UNTIL + 29_999, -1)).isEqualTo(Verdict.STALE);
    assertThat(calm.judge(entry, true, FRESH_UNTIL + 30_000, -1)).isEqualTo(Verdict.MISS);
    assertThat(calm.usableOnError(entry, FRESH_UNTIL + 3_599_999)).isTrue();
    assertThat(calm.usableOnError(entry, FRESH_UNTIL + 3_600_000)).isFalse();
    assertThat(calm.goneAtMillis(entry)).isEqualTo(FRESH_UNTIL + 3_600_000);
  }

  @Test
  void goneAtMillis_ofAnOverlongTtl_isAtTheEndOfTheLongestLife() {
    Entry<String> entry = new Entry<>("v", 1, STORED, Long.MAX_VALUE / 2, 0, null, 10, 0);
    assertThat(calm.goneAtMillis(entry)).isEqualTo(STORED + Entry.LONGEST_LIFE_MILLIS);
  }

  @Test
  void judge_maxAge_replacesTheTtlBothWays() {
    assertThat(calm.judge(entry(0), true, STORED + 11_000, 10_000)).isEqualTo(Verdict.MISS);
    assertThat(calm.judge(entry(0), true, STORED + 10_000, 10_000)).isEqualTo(Verdict.HIT);
    assertThat(calm.judge(entry(0), true, FRESH_UNTIL + 5_000, 600_000)).isEqualTo(Verdict.STALE);
    assertThat(calm.judge(entry(0), true, FRESH_UNTIL + 600_000, 600_000)).isEqualTo(Verdict.MISS);
  }

  @Test
  void judge_failedAMomentAgo_isNotTriedAgainUntilItsTimeIsOver() {
    Entry<String> both = entry(0).with(failure(FRESH_UNTIL + 5_000));
    assertThat(calm.judge(both, true, FRESH_UNTIL - 1, -1)).isEqualTo(Verdict.HIT);
    assertThat(calm.judge(both, true, FRESH_UNTIL + 4_999, -1)).isEqualTo(Verdict.FAILED);
    assertThat(calm.judge(both, true, FRESH_UNTIL + 5_000, -1)).isEqualTo(Verdict.STALE);
    Entry<String> alone = Entry.failed(failure(100), 0);
    assertThat(calm.judge(alone, true, 99, -1)).isEqualTo(Verdict.FAILED);
    assertThat(calm.judge(alone, true, 100, -1)).isEqualTo(Verdict.MISS);
  }

  @Test
  void judge_notInStepWithRedis_isCheckedFirst() {
    assertThat(calm.judge(entry(0), false, STORED, -1)).isEqualTo(Verdict.MISS);
    assertThat(calm.judge(null, false, STORED, -1)).isEqualTo(Verdict.MISS);
  }

  @Test
  void judge_nearItsEnd_isRefreshedEarlyByFewOfManyReaders() {
    Random random = new Random(7);
    Freshness eager = new Freshness(options(0, 1), random::nextDouble);
    // P(-ln(U) >= left / cost) = exp(-left / cost).
    assertThat(early(eager, entry(1000), 3_000)).isBetween(0.04, 0.06);
    assertThat(early(eager, entry(1000), 1_000)).isBetween(0.35, 0.39);
    assertThat(early(eager, entry(1000), 30_000)).isZero();
    assertThat(early(eager, entry(0), 1)).isZero();
  }

  @Test
  void judge_slowToLoadAndAskedForByVeryMany_isRefreshedInTheLastSixteenthOfItsTimeOnly() {
    Freshness eager = new Freshness(options(0, 1), () -> 0.999_999);
    assertThat(early(eager, entry(30_000), 3_751)).isZero();
    assertThat(early(eager, entry(30_000), 3_750)).isOne();
  }

  private static double early(Freshness freshness, Entry<String> entry, long leftMillis) {
    int early = 0;
    for (int i = 0; i < 20_000; i++) {
      if (freshness.judge(entry, true, FRESH_UNTIL - leftMillis, -1) == Verdict.HIT_EARLY) {
        early++;
      }
    }
    return early / 20_000.0;
  }

  @Test
  void jittered_extremes_stayWithinTheConfiguredPart() {
    assertThat(new Freshness(options(0.1, 0), () -> 0).jittered(1000)).isEqualTo(900);
    assertThat(new Freshness(options(0.1, 0), () -> 0.999999).jittered(1000)).isEqualTo(1100);
    assertThat(new Freshness(options(0.1, 0), () -> 0).jittered(1)).isEqualTo(1);
  }

  private static CacheOptions growing(double most, Duration withoutRedis) {
    return new CacheOptions(
        64 << 20,
        Duration.ofSeconds(30),
        Duration.ofHours(1),
        0,
        1 << 10,
        1 << 20,
        0,
        most,
        withoutRedis);
  }

  @Test
  void grown_equalValues_lastLongerEachTimeUpToTheBound() {
    Freshness freshness = new Freshness(growing(3, Duration.ofDays(1)), () -> 0.5);
    assertThat(freshness.grownMillis(60_000, null, false)).isEqualTo(60_000);
    assertThat(freshness.grownMillis(60_000, entry(0), false)).isEqualTo(60_000);
    assertThat(freshness.grownMillis(60_000, entry(0), true)).isEqualTo(90_000);
    Entry<String> grown = new Entry<>("v", 1, STORED, STORED + 150_000, 0, null, 10, 0);
    assertThat(freshness.grownMillis(60_000, grown, true)).isEqualTo(180_000);
    // A shorter one of a loader that says so now is not outlived by far.
    assertThat(freshness.grownMillis(1_000, grown, true)).isEqualTo(3_000);
    assertThat(calm.grownMillis(60_000, entry(0), true)).isEqualTo(60_000);
  }

  @Test
  void judge_redisLost_isFreshForTheCapAtMost() {
    long lost = STORED + 20_000;
    Freshness cut = new Freshness(growing(1, Duration.ofSeconds(10)), () -> 0.5, () -> lost);
    assertThat(cut.judge(entry(0), true, lost + 9_999, -1)).isEqualTo(Verdict.HIT);
    assertThat(cut.judge(entry(0), true, lost + 10_000, -1)).isEqualTo(Verdict.STALE);
    assertThat(cut.judge(entry(0), true, lost + 40_000, -1)).isEqualTo(Verdict.MISS);
    // What was loaded since has the same time from then on.
    Entry<String> since = new Entry<>("v", 1, lost + 5_000, FRESH_UNTIL, 0, null, 10, 0);
    assertThat(cut.judge(since, true, lost + 14_999, -1)).isEqualTo(Verdict.HIT);
    assertThat(cut.judge(since, true, lost + 15_000, -1)).isEqualTo(Verdict.STALE);
    assertThat(cut.usableOnError(entry(0), FRESH_UNTIL + 3_599_999)).isTrue();
  }
}
