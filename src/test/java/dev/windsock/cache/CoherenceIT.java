package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.windsock.cache.CoherenceChecker.Bounds;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Five instances on one Redis, whose networks fail: no read is older than promised, none gives
 * another key's value, none fails, and no update is lost. A run is repeated by {@code
 * -Dwindsock.coherence.seed=<seed>}.
 */
@Timeout(180)
class CoherenceIT {
  private static final int INSTANCES = 5;
  private static final Duration GENEROUS = Duration.ofMillis(1500);
  private static final Duration STRICT =
      Duration.ofMillis(Integer.getInteger("windsock.coherence.bound", 100));
  private static final int GREMLINS = Integer.getInteger("windsock.coherence.failing", 2);
  private static final int SECONDS = Integer.getInteger("windsock.proof.seconds", 60);

  private final Vertx vertx = Vertx.vertx();
  private final long seed =
      Long.getLong("windsock.coherence.seed", new SplittableRandom().nextLong());
  private TestRedis redis;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    redis.close();
  }

  private CoherenceRun run(
      Duration length, int gremlins, Duration settle, UnaryOperator<Invalidations.Sink> sinks)
      throws Exception {
    CoherenceRun run = new CoherenceRun(vertx, redis.port(), seed);
    run.open(INSTANCES, sinks);
    run.run(Duration.ofSeconds(length.toSeconds() > 10 ? 5 : 1), length, gremlins, settle);
    return run;
  }

  private static List<String> wrong(CoherenceRun run, Bounds bounds) {
    CoherenceChecker checker =
        new CoherenceChecker(
            bounds, key -> key.startsWith("s") ? CoherenceRun.SHORT.toNanos() : Long.MAX_VALUE);
    List<String> wrong = checker.check(run.history);
    System.out.printf(
        "coherence: %d reads, %d writes, %d disturbances, %d errors, %d too old; where Redis was"
            + " reached no write was unseen for longer than %.1f ms; longest standstill %.1f ms%n",
        run.history.reads().size(),
        run.history.writes().size(),
        run.history.disturbances().size(),
        run.errors.get(),
        wrong.size(),
        checker.worstNanos() / 1e6,
        run.standstillNanos() / 1e6);
    return wrong;
  }

  private void check(CoherenceRun run, List<String> wrong) {
    assertThat(wrong.stream().limit(40)).as("%d, seed %d", wrong.size(), seed).isEmpty();
    assertThat(run.errors).as("errors, seed %d", seed).hasValue(0);
    assertThat(run.history.disturbances().isEmpty()).isEqualTo(GREMLINS == 0);
  }

  @Test
  void reads_whileNetworksFail_areNeverOlderThanPromised() throws Exception {
    CoherenceRun run = run(Duration.ofSeconds(4), GREMLINS, GENEROUS, sink -> sink);
    // A machine that stood still owes nobody news meanwhile.
    long boundNanos = GENEROUS.toNanos() + 3 * run.standstillNanos();
    check(run, wrong(run, new Bounds(boundNanos, boundNanos)));
  }

  @Test
  void check_logIgnored_isCaught() throws Exception {
    CoherenceRun run = run(Duration.ofSeconds(2), 0, GENEROUS, Deaf::new);
    assertThat(wrong(run, new Bounds(GENEROUS.toNanos(), GENEROUS.toNanos()))).isNotEmpty();
  }

  @Test
  @Tag("proof")
  void reads_whileNetworksFailForLong_areNeverOlderThanPromised() throws Exception {
    CoherenceRun run = run(Duration.ofSeconds(SECONDS), GREMLINS, STRICT, sink -> sink);
    List<String> wrong = wrong(run, new Bounds(STRICT.toNanos(), Duration.ofMillis(50).toNanos()));
    assumeTrue(
        run.standstillNanos() < STRICT.toNanos() / 2,
        () -> "the machine stood still for " + run.standstillNanos() / 1_000_000 + " ms");
    check(run, wrong);
  }
}
