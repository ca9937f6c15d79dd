package dev.windsock.quota;

import io.github.bucket4j.Bucket;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One decision in this process: the goal is 30 ns and no allocation. Run with {@code -prof gc}. The
 * others read the system's clock in each decision; {@code clock} says what that alone takes, and
 * {@code grantedByTheClock} is ours with it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LocalDecisionBenchmark {
  private static final int LIMIT = 1_000;
  private static final long WINDOW_NANOS = 1_000_000_000L;

  /** So far apart, every call fits. */
  private static final long STEP_NANOS = 2 * WINDOW_NANOS / LIMIT;

  private final LocalLane open = lane(new Window(LIMIT, Duration.ofSeconds(1)));
  private final LocalLane several =
      lane(
          new Window(LIMIT, Duration.ofSeconds(1)),
          new Window(4 * LIMIT, Duration.ofSeconds(5)),
          new Window(40 * LIMIT, Duration.ofMinutes(1)));
  private final LocalLane spent = lane(new Window(LIMIT, Duration.ofDays(1)));
  private final LocalLane never = lane(new Window(10_000_000, Duration.ofSeconds(1)));
  private final Bucket bucket =
      Bucket.builder()
          .addLimit(
              limit ->
                  limit.capacity(1_000_000_000).refillGreedy(1_000_000_000, Duration.ofSeconds(1)))
          .build();
  private final Bucket emptyBucket =
      Bucket.builder()
          .addLimit(
              limit -> limit.capacity(1).refillIntervally(1, Duration.ofDays(1)).initialTokens(0))
          .build();
  private final RateLimiter limiter =
      RateLimiter.of(
          "open",
          RateLimiterConfig.custom()
              .limitForPeriod(1_000_000_000)
              .limitRefreshPeriod(Duration.ofSeconds(1))
              .timeoutDuration(Duration.ZERO)
              .build());
  private long now;

  private static LocalLane lane(Window... windows) {
    QuotaOptions options =
        new QuotaOptions(
            1, 0.2, "", 10, Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMillis(100));
    return new LocalLane(Shares.of(List.of(windows), options, false), 0, 0);
  }

  @Benchmark
  public int granted() {
    now += STEP_NANOS;
    return open.take(now, 1, 1);
  }

  @Benchmark
  public int grantedInThreeWindows() {
    now += 2 * STEP_NANOS;
    return several.take(now, 1, 1);
  }

  @Benchmark
  public int grantedByTheClock() {
    return never.take(System.nanoTime(), 1, 1);
  }

  /** Once the limit of a day is spent. */
  @Benchmark
  public int refused() {
    now++;
    return spent.take(now, 1, 1);
  }

  @Benchmark
  public long clock() {
    return System.nanoTime();
  }

  @Benchmark
  public boolean bucket4jGranted() {
    return bucket.tryConsume(1);
  }

  @Benchmark
  public boolean bucket4jRefused() {
    return emptyBucket.tryConsume(1);
  }

  @Benchmark
  public boolean resilience4jGranted() {
    return limiter.acquirePermission();
  }
}
