package dev.windsock.cache;

import static dev.windsock.cache.Instance.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many instances that all want one hot key all the time: each time that it ends, it is loaded once.
 */
@Tag("proof")
@Timeout(600)
class StampedeProofIT {
  private static final Duration TTL = Duration.ofMillis(500);
  private static final int TTLS = Integer.getInteger("windsock.proof.ttls", 60);
  private static final int READS = 20;
  private static final int TICK_MILLIS = 2;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicLong reads = new AtomicLong();
  private final AtomicInteger errors = new AtomicInteger();
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

  /** Takes a while, as an upstream does. */
  private Future<List<Loaded<String>>> load(List<Loader.Wanted<String>> wanted) {
    loads.incrementAndGet();
    Promise<List<Loaded<String>>> done = Promise.promise();
    vertx.setTimer(20, late -> done.complete(List.of(Loaded.of("v" + loads.get(), TTL))));
    return done.future();
  }

  private Future<Void> readUntil(Cache<String> things, long endNanos) {
    Promise<Void> done = Promise.promise();
    Context context = ((VertxInternal) vertx).createEventLoopContext();
    context.runOnContext(
        run ->
            vertx.setPeriodic(
                TICK_MILLIS,
                timer -> {
                  if (System.nanoTime() >= endNanos) {
                    vertx.cancelTimer(timer);
                    done.tryComplete();
                    return;
                  }
                  for (int i = 0; i < READS; i++) {
                    reads.incrementAndGet();
                    things
                        .getAll(List.of("hot"), null, this::load)
                        .onComplete(
                            got -> {
                              if (got.failed() || got.result().get(0).value() == null) {
                                errors.incrementAndGet();
                              }
                            });
                  }
                }));
    return done.future();
  }

  @ParameterizedTest(name = "{0} instances, stale for {1} ms, beta {2}")
  @CsvSource({"5, 30000, 1", "10, 30000, 1", "5, 0, 0", "10, 0, 0"})
  void getAll_hotKeyOnManyInstances_isLoadedOnceInEachTtl(int count, long staleMillis, double beta)
      throws Exception {
    CacheOptions options =
        new CacheOptions(
            64 << 20,
            Duration.ofMillis(staleMillis),
            Duration.ofHours(1),
            0,
            1 << 10,
            1 << 20,
            beta);
    List<Cache<String>> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      instances.add(Instance.start(vertx, redis.port(), options).things);
    }
    long endNanos = System.nanoTime() + TTL.toNanos() * TTLS;
    List<Future<Void>> readers = new ArrayList<>();
    instances.forEach(things -> readers.add(readUntil(things, endNanos)));
    await(Future.all(readers));
    // The first load begins the first TTL; each further one ends a TTL.
    double perTtl = (double) (loads.get() - 1) / TTLS;
    System.out.printf(
        "stampede: %d instances, stale for %d ms, beta %.0f: %d reads, %d TTLs, %d loads, %.2f a"
            + " TTL%n",
        count, staleMillis, beta, reads.get(), TTLS, loads.get(), perTtl);
    assertThat(errors).hasValue(0);
    assertThat(perTtl).isBetween(0.5, 1.1);
  }
}
