package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An instance that loses Redis for a while, through a network that fails, beside one that not. */
@Timeout(60)
class RecoveryIT {
  private static final Duration TTL = Node.TTL;

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final List<Node> all = new ArrayList<>();
  private TestRedis redis;
  private FaultProxy proxy;
  private Node far;

  @BeforeEach
  void open() throws Exception {
    redis = new TestRedis().start();
    proxy = FaultProxy.start(vertx, redis.port());
    far = node(proxy.options());
  }

  @AfterEach
  void close() throws Exception {
    for (Node node : all) {
      await(node.close());
    }
    await(vertx.close());
    redis.close();
  }

  /** A process that was never away and has nothing near. */
  private Node fresh() throws Exception {
    return node(Node.calm(redis.options()));
  }

  private Node node(RedisOptions options) throws Exception {
    Node opened = Node.start(options, new Keys("ws", 1));
    all.add(opened);
    return opened;
  }

  /** Asks again until it is so; a deadline is the test's own. */
  private void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  @Test
  void updates_whileCut_areInRedisAfterwards() throws Exception {
    goodNanosAfterACut();
  }

  @Test
  @Tag("proof")
  void updates_whileCut_areInRedisWithinASecondOfTheReturn() throws Exception {
    assertThat(goodNanosAfterACut()).isLessThan(1_000_000_000L);
  }

  /** How long it took from the return until all was made good. */
  private long goodNanosAfterACut() throws Exception {
    far.put("a", "1");
    proxy.cut();
    far.untilDown();
    for (int i = 0; i < 500; i++) {
      far.put("k" + i, "v" + i);
    }
    far.put("a", "2");
    far.put("a", "3");
    assertThat(far.get("loaded").value()).isEqualTo("loaded#1");
    assertThat(far.owed()).isEqualTo(502);
    proxy.pass();
    far.untilUp();
    long fromNanos = System.nanoTime();
    until(() -> far.owed() == 0);
    long nanos = System.nanoTime() - fromNanos;
    Node other = fresh();
    assertThat(other.get("a").value()).isEqualTo("3");
    assertThat(other.get("loaded").level()).isEqualTo(Level.FAR);
    for (int i = 0; i < 500; i++) {
      assertThat(other.get("k" + i).value()).isEqualTo("v" + i);
    }
    assertThat(far.counts().getJsonObject("recovered").getLong("written")).isEqualTo(502);
    return nanos;
  }

  @Test
  void updates_whileRedisIsKilledAndComesBackEmpty_areThereAfterwards() throws Exception {
    far.put("a", "1");
    redis.kill();
    far.untilDown();
    far.put("a", "2");
    redis.start();
    far.untilUp();
    until(() -> far.owed() == 0);
    assertThat(fresh().get("a").value()).isEqualTo("2");
  }

  @Test
  void update_rightAfterTheReturn_goesOnFromTheMissedOne() throws Exception {
    far.put("a", "1");
    proxy.cut();
    far.untilDown();
    far.put("a", "2");
    proxy.pass();
    far.untilUp();
    assertThat(await(far.things.update("a", TTL, earlier -> earlier + "3"))).isEqualTo("23");
    until(() -> far.owed() == 0);
    assertThat(fresh().get("a").value()).isEqualTo("23");
  }

  @Test
  void update_anotherInstanceWroteLater_theLaterStandsEverywhere() throws Exception {
    Node other = fresh();
    far.put("a", "1");
    proxy.cut();
    far.untilDown();
    far.put("a", "missed");
    long missedMillis = clock.millis();
    until(() -> clock.millis() > missedMillis);
    other.put("a", "later");
    proxy.pass();
    far.untilUp();
    until(() -> far.owed() == 0);
    assertThat(far.get("a").value()).isEqualTo("later");
    assertThat(fresh().get("a").value()).isEqualTo("later");
  }

  @Test
  void update_anotherInstanceRemovedItLater_staysRemoved() throws Exception {
    Node other = fresh();
    far.put("a", "1");
    proxy.cut();
    far.untilDown();
    far.put("a", "missed");
    long missedMillis = clock.millis();
    until(() -> clock.millis() > missedMillis);
    await(other.things.invalidate(List.of("a")));
    proxy.pass();
    far.untilUp();
    until(() -> far.owed() == 0);
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
    far.untilDown();
    await(far.things.invalidate(List.of("old", "renewed")));
    await(far.caches.invalidate(new Invalidate("AAPL", null, null, null, false)));
    long removedMillis = clock.millis();
    until(() -> clock.millis() > removedMillis);
    other.put("renewed", "2");
    proxy.pass();
    far.untilUp();
    until(() -> far.owed() == 0 && other.things.peek("old") == null);
    Node third = fresh();
    assertThat(third.get("old").level()).isEqualTo(Level.LOADED);
    assertThat(third.get("hn:AAPL:r1").level()).isEqualTo(Level.LOADED);
    assertThat(third.get("renewed").value()).isEqualTo("2");
  }

  @Test
  void load_throughEveryFault_noCallerSeesAnErrorAndNothingIsLost() throws Exception {
    goodNanosAfterEveryFault();
  }

  @Test
  @Tag("proof")
  void load_throughEveryFault_isMadeGoodInAMomentEachTime() throws Exception {
    assertThat(goodNanosAfterEveryFault()).isLessThan(1_500_000_000L);
  }

  /** The longest it took from the end of a fault until all was made good. */
  private long goodNanosAfterEveryFault() throws Exception {
    long longestNanos = 0;
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
        all.add(far.things.getAll(List.of("l" + n), null, far.loading));
        all.add(far.things.getAll(List.of("w" + (n - i)), null, far.loading));
      }
      await(Future.all(all));
      proxy.pass();
      long fromNanos = System.nanoTime();
      until(() -> far.up() && far.owed() == 0);
      longestNanos = Math.max(longestNanos, System.nanoTime() - fromNanos);
    }
    Node other = fresh();
    for (int i = 0; i < n; i++) {
      assertThat(other.get("w" + i).value()).isEqualTo("w" + i);
    }
    return longestNanos;
  }
}
