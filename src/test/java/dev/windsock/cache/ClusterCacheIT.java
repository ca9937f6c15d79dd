package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.TestCluster;
import dev.windsock.redis.TestRedis;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final Duration TTL = Node.TTL;
  private static final int BUCKETS = 16;

  private final List<Node> all = new ArrayList<>();
  private final Keys keys = new Keys("ws", BUCKETS);
  @TempDir private static Path dir;
  private static TestCluster cluster;
  private Node one;
  private Node other;

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
    one = node();
    other = node();
  }

  private Node node() throws Exception {
    Node opened = Node.start(cluster.options(), keys);
    opened.until(() -> opened.link.nodes().size() == 3 && opened.up());
    all.add(opened);
    return opened;
  }

  @AfterEach
  void close() throws Exception {
    for (Node node : all) {
      await(node.close());
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
    assertThat(await(other.things.getAll(ids, null, one.loading)))
        .allMatch(cached -> cached.level() == Level.LOADED);
  }

  @Test
  void invalidate_bySelection_removesOnEveryMaster() throws Exception {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      ids.add("hn:AAPL:r" + i);
      ids.add("hn:TSLA:r" + i);
    }
    await(one.things.getAll(ids, null, one.loading));
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
    return one.counts().getJsonObject("far").getLong("put");
  }

  private long removedRemotely() {
    return other.counts().getJsonObject("removed").getLong("remote");
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
    Node third = node();
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
    long before = removedRemotely();
    assertThat(await(one.caches.invalidate(new Invalidate(null, "hn", null, null, false))))
        .isEqualTo(new Invalidated(BUCKETS, false));
    for (String id : alive) {
      Request ask = Request.cmd(Command.EXISTS).arg(keys.key("things", "v", id));
      while (TestRedis.reply(one.link.send(ask)).toString().equals("1")) {
        // Asks again, at most until the test's own time is over.
      }
    }
    // Told in each bucket by itself, as the log that tells of all may be the dead one's.
    other.until(() -> removedRemotely() == before + alive.size());
    cluster.restart(dead);
    one.until(() -> one.owed() == 0);
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
