package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestCluster;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two processes with caches over a real cluster of three masters. */
@Timeout(90)
class ClusterCacheIT {
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final int BUCKETS = 16;

  private final List<Vertx> all = new ArrayList<>();
  private final Loading loading = new Loading();
  private final Keys keys = new Keys("ws", BUCKETS);
  @TempDir private static Path dir;
  private static TestCluster cluster;
  private Node one;
  private Node other;

  /** One process. */
  private final class Node {
    final Vertx vertx = Vertx.vertx();
    final AtomicInteger gaps = new AtomicInteger();
    final SupervisedLink link;
    final Caches caches;
    final Cache<String> things;

    Node() throws Exception {
      all.add(vertx);
      Bus.register(vertx);
      VertxClock clock = new VertxClock(vertx);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      link = new SupervisedLink(vertx, clock, cluster.options(), registry);
      caches = new Caches(vertx, clock, link, keys, FreshnessTest.options(0, 0), registry);
      things = caches.open("things", new JsonCodec<>(String.class), 1);
      caches.onChange("things", ids -> gaps.addAndGet(ids.isEmpty() ? 1 : 0));
      await(
          vertx.deployVerticle(
              new CacheVerticle(clock, cluster.options(), link, caches, registry)));
      // Each log tells when it begins that anything may have changed before.
      until(() -> gaps.get() >= BUCKETS && link.nodes().size() == 3);
      until(() -> link.nodes().stream().allMatch(node -> node.state() instanceof LinkState.Up));
    }

    Cached<String> get(String id) throws Exception {
      return await(things.getAll(List.of(id), null, loading)).get(0);
    }

    /** Reads until it is near: what is read as the news of its change comes is not kept. */
    void hold(String id) throws Exception {
      while (things.peek(id) == null) {
        get(id);
      }
    }

    void put(String id, String value) throws Exception {
      await(things.update(id, TTL, earlier -> value));
    }

    long owed() {
      return caches.stats().getJsonObject("missed").getLong("writes");
    }

    long removedRemotely() {
      return caches
          .stats()
          .getJsonObject("caches")
          .getJsonObject("things")
          .getJsonObject("removed")
          .getLong("remote");
    }

    /** Removals by pattern that are not done everywhere. */
    long sweeps() {
      return caches.stats().getJsonObject("missed").getLong("removals");
    }

    /** Asks Redis again until it does not have an entry. */
    void gone(String id) throws Exception {
      Request ask = Request.cmd(Command.EXISTS).arg(keys.key("things", "v", id));
      while (TestRedis.reply(link.send(ask)).toInteger() == 1) {
        // At most until the test's own time is over.
      }
    }

    void until(BooleanSupplier so) throws Exception {
      await(Waiting.until(vertx, so));
    }
  }

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(dir);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() throws Exception {
    one = new Node();
    other = new Node();
  }

  @AfterEach
  void close() throws Exception {
    for (Vertx vertx : all) {
      await(vertx.close());
    }
  }

  /** An id in each bucket. */
  private List<String> ids(String name) {
    List<String> ids = new ArrayList<>();
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
      int n = 0;
      while (keys.bucketOf(name + n) != bucket) {
        n++;
      }
      ids.add(name + n);
    }
    return ids;
  }

  private int masterOf(String id) {
    return cluster.masterOf(keys.key("things", "v", id));
  }

  @Test
  void caches_everyBucket_isSharedAndItsNewsAreHeard() throws Exception {
    List<String> ids = ids("k");
    for (String id : ids) {
      one.put(id, "1");
      assertThat(other.get(id).level()).isEqualTo(Level.FAR);
    }
    for (String id : ids) {
      one.put(id, "2");
    }
    other.until(() -> ids.stream().noneMatch(id -> "1".equals(other.things.peek(id))));
    await(one.things.invalidate(ids));
    other.until(() -> ids.stream().allMatch(id -> other.things.peek(id) == null));
    assertThat(await(other.things.getAll(ids, null, loading)))
        .allMatch(cached -> cached.level() == Level.LOADED);
  }

  @Test
  void invalidate_bySelection_removesOnEveryMaster() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add("hn:AAPL:r" + i);
      ids.add("hn:TSLA:r" + i);
    }
    await(one.things.getAll(ids, null, loading));
    Invalidate apple = new Invalidate("AAPL", null, null, null, true);
    one.until(() -> stored() == 400);
    assertThat(await(other.caches.invalidate(apple))).isEqualTo(new Invalidated(200, true));
    apple = new Invalidate("AAPL", null, null, null, false);
    assertThat(await(other.caches.invalidate(apple)).removed()).isEqualTo(200);
    one.until(() -> ids.stream().filter(id -> one.things.peek(id) != null).count() == 200);
    assertThat(other.get("hn:AAPL:r7").level()).isEqualTo(Level.LOADED);
    assertThat(other.get("hn:TSLA:r7").level()).isEqualTo(Level.FAR);
  }

  private long stored() {
    return one.caches
        .stats()
        .getJsonObject("caches")
        .getJsonObject("things")
        .getJsonObject("far")
        .getLong("put");
  }

  @Test
  void caches_oneMasterDies_nobodySeesAnErrorAndWhatItMissedIsThereAfterwards() throws Exception {
    List<String> ids = ids("d");
    for (String id : ids) {
      one.put(id, "1");
    }
    int dead = masterOf(ids.get(0));
    cluster.kill(dead);
    one.until(
        () -> one.link.at(keys.key("things", "v", ids.get(0))).state() instanceof LinkState.Down);
    long missing = ids.stream().filter(id -> masterOf(id) == dead).count();
    assertThat(missing).isBetween(1L, 15L);
    for (String id : ids) {
      one.put(id, "2");
      assertThat(one.get(id).value()).isEqualTo("2");
      assertThat(one.get("new" + id).value()).startsWith("new" + id + "#");
    }
    assertThat(one.owed()).isGreaterThanOrEqualTo(missing);
    for (String id : ids) {
      if (masterOf(id) != dead) {
        other.until(() -> !"1".equals(other.things.peek(id)));
        assertThat(other.get(id).value()).isEqualTo("2");
      }
    }
    cluster.restart(dead);
    one.until(() -> one.owed() == 0);
    Node third = new Node();
    for (String id : ids) {
      assertThat(third.get(id).value()).isEqualTo("2");
    }
  }

  @Test
  void invalidate_bySelectionWhileOneMasterIsDead_isDelayedInItsBucketsAlone() throws Exception {
    List<String> ids = ids("hn:s");
    for (String id : ids) {
      one.put(id, "1");
      other.hold(id);
    }
    int dead = masterOf(ids.get(0));
    List<String> alive = ids.stream().filter(id -> masterOf(id) != dead).toList();
    assertThat(alive).hasSizeBetween(1, BUCKETS - 1);
    cluster.kill(dead);
    one.until(
        () -> one.link.at(keys.key("things", "v", ids.get(0))).state() instanceof LinkState.Down);
    long before = other.removedRemotely();
    assertThat(await(one.caches.invalidate(new Invalidate(null, "hn", null, null, false))))
        .isEqualTo(new Invalidated(BUCKETS, false));
    for (String id : alive) {
      one.gone(id);
    }
    // Told in each bucket by itself, as the log that tells of all may be the dead one's.
    other.until(() -> other.removedRemotely() == before + alive.size());
    cluster.restart(dead);
    one.until(() -> one.sweeps() == 0);
    for (String id : ids) {
      assertThat(one.get(id).value()).startsWith(id + "#");
      assertThat(other.get(id).value()).startsWith(id + "#");
    }
  }

  @Test
  void stats_sizes_areThoseOfAllMasters() throws Exception {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < 300; i++) {
      values.put("size" + i, "v".repeat(100));
    }
    for (RedisLink node : one.link.nodes()) {
      await(node.send(Request.cmd(Command.FLUSHDB)));
    }
    await(one.things.putAll(values, TTL, List.of()));
    assertThat(values.keySet().stream().map(this::masterOf).distinct()).hasSize(3);
    // A count looks at one page of one master: three go once around.
    JsonObject far = counted();
    for (int i = 0; i < 2; i++) {
      far = counted();
    }
    assertThat(far.getLong("entries")).isEqualTo(300);
    assertThat(far.getLong("bytes")).isBetween(40_000L, 80_000L);
  }

  private JsonObject counted() throws Exception {
    return await(one.caches.counted())
        .getJsonObject("caches")
        .getJsonObject("things")
        .getJsonObject("far");
  }
}
