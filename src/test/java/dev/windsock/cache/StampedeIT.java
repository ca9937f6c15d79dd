package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Five instances on one Redis that all want the same hot key. */
@Timeout(60)
class StampedeIT {
  private static final int INSTANCES = 5;
  private static final Keys KEYS = new Keys("ws", 1);

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final AtomicInteger loads = new AtomicInteger();
  private final AtomicInteger errors = new AtomicInteger();
  private final List<Cache<String>> instances = new ArrayList<>();
  private final List<Caches> all = new ArrayList<>();
  private TestRedis redis;
  private @Nullable SupervisedLink link;

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
    redis.close();
  }

  private void open(Duration staleWhileRevalidate, double beta) throws Exception {
    CacheOptions options =
        new CacheOptions(
            64 << 20, staleWhileRevalidate, Duration.ofHours(1), 0, 1 << 10, 1 << 20, beta);
    for (int i = 0; i < INSTANCES; i++) {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      SupervisedLink link = new SupervisedLink(vertx, clock, redis.options(), registry);
      this.link = link;
      Promise<Void> up = Promise.promise();
      link.listen(
          state -> {
            if (state instanceof LinkState.Up) {
              up.tryComplete();
            }
          });
      Caches caches = new Caches(vertx, clock, link, KEYS, options, registry);
      all.add(caches);
      instances.add(caches.open("things", new JsonCodec<>(String.class), 1));
      await(link.start());
      await(up.future());
    }
  }

  private Future<@Nullable Response> send(Request request) {
    return Objects.requireNonNull(link).send(request);
  }

  /** Takes a while, as an upstream does. */
  private Loader<String> loader(int millis, Duration ttl) {
    return wanted -> {
      loads.incrementAndGet();
      Promise<List<Loaded<String>>> done = Promise.promise();
      vertx.setTimer(millis, late -> done.complete(List.of(Loaded.of("v" + loads.get(), ttl))));
      return done.future();
    };
  }

  /** Every instance asks for the key all the time. */
  private double loadsPerTtl(Duration ttl, int ttls) throws Exception {
    Loader<String> loader = loader(5, ttl);
    List<Future<Void>> readers = new ArrayList<>();
    long untilMillis = clock.millis() + ttl.toMillis() * ttls;
    for (Cache<String> instance : instances) {
      Promise<Void> done = Promise.promise();
      vertx.setPeriodic(
          4,
          timer -> {
            if (clock.millis() >= untilMillis) {
              vertx.cancelTimer(timer);
              done.tryComplete();
              return;
            }
            instance
                .getAll(List.of("hot"), null, loader)
                .onComplete(
                    got -> {
                      if (got.failed() || got.result().get(0).value() == null) {
                        errors.incrementAndGet();
                      }
                    });
          });
      readers.add(done.future());
    }
    await(Future.all(readers));
    assertThat(errors).hasValue(0);
    // The first load begins the first TTL; each further one ends a TTL.
    return (double) (loads.get() - 1) / ttls;
  }

  @Test
  void getAll_hotKeyWithStale_isLoadedOnceInEachTtl() throws Exception {
    open(Duration.ofSeconds(30), 1);
    assertThat(loadsPerTtl(Duration.ofMillis(800), 8)).isBetween(0.7, 1.1);
  }

  @Test
  void getAll_hotKeyWhereAllMustWait_isLoadedOnceInEachTtl() throws Exception {
    open(Duration.ZERO, 0);
    assertThat(loadsPerTtl(Duration.ofMillis(800), 8)).isBetween(0.5, 1.1);
  }

  @Test
  void getAll_coldKeyOnAllAtOnce_isLoadedOnce() throws Exception {
    open(Duration.ofSeconds(30), 1);
    Loader<String> loader = loader(100, Duration.ofMinutes(1));
    List<Future<List<Cached<String>>>> asked = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      asked.add(instances.get(i % INSTANCES).getAll(List.of("cold"), null, loader));
    }
    await(Future.all(asked));
    assertThat(asked).allSatisfy(one -> assertThat(one.result().get(0).value()).isEqualTo("v1"));
    assertThat(loads).hasValue(1);
    long byLease = 0;
    for (Caches caches : all) {
      byLease +=
          caches
              .stats()
              .getJsonObject("caches")
              .getJsonObject("things")
              .getJsonObject("coalesced")
              .getLong("lease");
    }
    assertThat(byLease).isEqualTo(INSTANCES - 1);
  }

  @Test
  void getAll_holderOfTheLeaseDied_isLoadedAfterAWait() throws Exception {
    assertThat(nanosToLoad()).isGreaterThan(900_000_000L);
  }

  @Test
  @Tag("proof")
  void getAll_holderOfTheLeaseDied_waitsNoLongerThanItLasts() throws Exception {
    assertThat(nanosToLoad()).isBetween(900_000_000L, 2_500_000_000L);
  }

  private long nanosToLoad() throws Exception {
    open(Duration.ofSeconds(30), 1);
    String lease = Leases.key(KEYS, "things", "orphan");
    await(send(Request.cmd(Command.SET).arg(lease).arg("dead").arg("PX").arg(60_000)));
    long fromNanos = System.nanoTime();
    Loader<String> loader = loader(10, Duration.ofMinutes(1));
    assertThat(await(instances.get(0).getAll(List.of("orphan"), null, loader)).get(0).value())
        .isEqualTo("v1");
    long nanos = System.nanoTime() - fromNanos;
    // Loaded without the lease, it is not shared: the holder may still be at it.
    String entry = KEYS.key("things", "v", "orphan");
    assertThat(TestRedis.reply(send(Request.cmd(Command.EXISTS).arg(entry))).toInteger()).isZero();
    return nanos;
  }

  @Test
  void getAll_loadingFails_othersHearOfItAndTheLeaseIsFree() throws Exception {
    open(Duration.ofSeconds(30), 1);
    Loader<String> failing =
        wanted -> {
          loads.incrementAndGet();
          return Future.succeededFuture(
              List.of(Loaded.failed(Problem.NOT_FOUND, Duration.ofMinutes(1), null)));
        };
    for (Cache<String> instance : instances) {
      assertThat(await(instance.getAll(List.of("none"), null, failing)).get(0).problem())
          .isEqualTo(Problem.NOT_FOUND);
    }
    assertThat(loads).hasValue(1);
    String lease = Leases.key(KEYS, "things", "none");
    assertThat(TestRedis.reply(send(Request.cmd(Command.EXISTS).arg(lease))).toInteger()).isZero();
  }

  @Test
  void invalidate_whileAnotherInstanceLoads_whatItLoadedIsNotShared() throws Exception {
    open(Duration.ofSeconds(30), 1);
    Promise<Void> gate = Promise.promise();
    Promise<Void> asked = Promise.promise();
    Loader<String> gated =
        wanted -> {
          asked.complete();
          return gate.future().map(open -> List.of(Loaded.of("old", Duration.ofMinutes(1))));
        };
    Future<List<Cached<String>>> loading = instances.get(0).getAll(List.of("a"), null, gated);
    await(asked.future());
    await(instances.get(1).invalidate(List.of("a")));
    gate.complete();
    assertThat(await(loading).get(0).value()).isEqualTo("old");
    Loader<String> anew = loader(1, Duration.ofMinutes(1));
    assertThat(await(instances.get(2).getAll(List.of("a"), null, anew)).get(0).value())
        .isEqualTo("v1");
  }

  private static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
