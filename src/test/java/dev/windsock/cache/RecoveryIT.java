package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An instance that loses Redis for a while, through a network that fails, beside one that not. */
@Timeout(60)
class RecoveryIT {
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final Loading loading = new Loading();
  private TestRedis redis;
  private FaultProxy proxy;
  private Node far;

  /** One process. */
  private final class Node {
    final BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();
    final SupervisedLink link;
    final Caches caches;
    final Cache<String> things;

    Node(RedisOptions options) throws Exception {
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      link = new SupervisedLink(vertx, clock, options, registry);
      link.listen(states::add);
      caches =
          new Caches(vertx, clock, link, new Keys("ws", 1), FreshnessTest.options(0, 0), registry);
      things = caches.open("things", new JsonCodec<>(String.class), 1);
      await(vertx.deployVerticle(new CacheVerticle(clock, options, link, caches, registry)));
      next(LinkState.Up.class);
    }

    void next(Class<? extends LinkState> type) throws Exception {
      LinkState state;
      do {
        state = states.poll(10, TimeUnit.SECONDS);
        assertThat(state).as("%s within 10 s", type).isNotNull();
      } while (!type.isInstance(state));
    }

    Cached<String> get(String id) throws Exception {
      return await(things.getAll(List.of(id), null, loading)).get(0);
    }

    void put(String id, String value) throws Exception {
      await(things.update(id, TTL, earlier -> value));
    }
  }

  @BeforeEach
  void open() throws Exception {
    Bus.register(vertx);
    redis = new TestRedis().start();
    proxy = FaultProxy.start(vertx, redis.port());
    far = new Node(proxy.options());
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    redis.close();
  }

  /** A process that was never away and has nothing near. */
  private Node fresh() throws Exception {
    return new Node(redis.options());
  }

  /** Asks again until it is so; a deadline is the test's own. */
  private void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  private long owed() {
    return far.caches.stats().getJsonObject("missed").getLong("writes");
  }

  @Test
  void updates_whileCut_areInRedisAfterwards() throws Exception {
    far.put("a", "1");
    proxy.cut();
    far.next(LinkState.Down.class);
    for (int i = 0; i < 500; i++) {
      far.put("k" + i, "v" + i);
    }
    far.put("a", "2");
    far.put("a", "3");
    assertThat(far.get("loaded").value()).isEqualTo("loaded#1");
    assertThat(owed()).isEqualTo(502);
    proxy.pass();
    far.next(LinkState.Up.class);
    long fromNanos = System.nanoTime();
    until(() -> owed() == 0);
    assertThat(System.nanoTime() - fromNanos).isLessThan(1_000_000_000L);
    Node other = fresh();
    assertThat(other.get("a").value()).isEqualTo("3");
    assertThat(other.get("loaded").level()).isEqualTo(Level.FAR);
    for (int i = 0; i < 500; i++) {
      assertThat(other.get("k" + i).value()).isEqualTo("v" + i);
    }
    var counts = far.caches.stats().getJsonObject("caches").getJsonObject("things");
    assertThat(counts.getJsonObject("recovered").getLong("written")).isEqualTo(502);
  }

  @Test
  void updates_whileRedisIsKilledAndComesBackEmpty_areThereAfterwards() throws Exception {
    far.put("a", "1");
    redis.kill();
    far.next(LinkState.Down.class);
    far.put("a", "2");
    redis.start();
    far.next(LinkState.Up.class);
    until(() -> owed() == 0);
    assertThat(fresh().get("a").value()).isEqualTo("2");
  }

  @Test
  void update_rightAfterTheReturn_goesOnFromTheMissedOne() throws Exception {
    far.put("a", "1");
    proxy.cut();
    far.next(LinkState.Down.class);
    far.put("a", "2");
    proxy.pass();
    far.next(LinkState.Up.class);
    assertThat(await(far.things.update("a", TTL, earlier -> earlier + "3"))).isEqualTo("23");
    until(() -> owed() == 0);
    assertThat(fresh().get("a").value()).isEqualTo("23");
  }

  @Test
  void update_anotherInstanceWroteLater_theLaterStandsEverywhere() throws Exception {
    Node other = fresh();
    far.put("a", "1");
    proxy.cut();
    far.next(LinkState.Down.class);
    far.put("a", "missed");
    long missedMillis = clock.millis();
    until(() -> clock.millis() > missedMillis);
    other.put("a", "later");
    proxy.pass();
    far.next(LinkState.Up.class);
    until(() -> owed() == 0);
    assertThat(far.get("a").value()).isEqualTo("later");
    assertThat(fresh().get("a").value()).isEqualTo("later");
  }

  @Test
  void update_anotherInstanceRemovedItLater_staysRemoved() throws Exception {
    Node other = fresh();
    far.put("a", "1");
    proxy.cut();
    far.next(LinkState.Down.class);
    far.put("a", "missed");
    long missedMillis = clock.millis();
    until(() -> clock.millis() > missedMillis);
    await(other.things.invalidate(List.of("a")));
    proxy.pass();
    far.next(LinkState.Up.class);
    until(() -> owed() == 0);
    assertThat(far.get("a").value()).isEqualTo("a#1");
  }

  @Test
  void removals_whileCut_areMadeGoodAndSpareWhatCameLater() throws Exception {
    Node other = fresh();
    far.put("old", "1");
    far.put("renewed", "1");
    far.put("hn:AAPL:r1", "1");
    assertThat(other.get("old").value()).isEqualTo("1");
    proxy.cut();
    far.next(LinkState.Down.class);
    await(far.things.invalidate(List.of("old", "renewed")));
    await(far.caches.invalidate(new Invalidate("AAPL", null, null, null, false)));
    long removedMillis = clock.millis();
    until(() -> clock.millis() > removedMillis);
    other.put("renewed", "2");
    proxy.pass();
    far.next(LinkState.Up.class);
    until(() -> owed() == 0 && other.things.peek("old") == null);
    Node third = fresh();
    assertThat(third.get("old").level()).isEqualTo(Level.LOADED);
    assertThat(third.get("hn:AAPL:r1").level()).isEqualTo(Level.LOADED);
    assertThat(third.get("renewed").value()).isEqualTo("2");
  }

  @Test
  void load_throughEveryFault_noCallerSeesAnErrorAndNothingIsLost() throws Exception {
    List<Runnable> faults =
        List.of(
            proxy::cut,
            proxy::hold,
            proxy::dropRequests,
            proxy::dropReplies,
            () -> proxy.delay(20),
            () -> proxy.split(3),
            () -> proxy.drip(64),
            proxy::reset);
    int n = 0;
    for (Runnable fault : faults) {
      fault.run();
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 40; i++, n++) {
        String id = "w" + n;
        all.add(far.things.update(id, TTL, earlier -> id));
        all.add(far.things.getAll(List.of("l" + n), null, loading));
        all.add(far.things.getAll(List.of("w" + (n - i)), null, loading));
      }
      await(Future.all(all));
      proxy.pass();
      long fromNanos = System.nanoTime();
      until(() -> far.link.state() instanceof LinkState.Up && owed() == 0);
      assertThat(System.nanoTime() - fromNanos).isLessThan(1_500_000_000L);
    }
    Node other = fresh();
    for (int i = 0; i < n; i++) {
      assertThat(other.get("w" + i).value()).isEqualTo("w" + i);
    }
  }
}
