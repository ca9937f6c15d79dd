package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.Clock;
import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Instances on one Redis: tags, clocks that differ, what a batch costs, and what is counted. */
@Timeout(60)
class SharedCacheIT {
  private static final Duration TTL = Node.TTL;
  private static final Keys KEYS = new Keys("ws", 1);

  private final List<Node> all = new ArrayList<>();
  private final Vertx vertx = Vertx.vertx();
  private TestRedis redis;

  /** A clock whose wall time is wrong. */
  private record Skewed(Clock clock, long byMillis) implements Clock {
    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public long millis() {
      return clock.millis() + byMillis;
    }

    @Override
    public Timer after(long delayNanos, Runnable task) {
      return clock.after(delayNanos, task);
    }

    @Override
    public Timer every(long periodNanos, Runnable task) {
      return clock.every(periodNanos, task);
    }
  }

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Node one : all) {
      await(one.close());
    }
    await(vertx.close());
    redis.close();
  }

  private Node node() throws Exception {
    return node(redis.options(), 0);
  }

  private Node node(RedisOptions options, long skewMillis) throws Exception {
    Node opened = Node.start(Node.calm(options), KEYS, clock -> new Skewed(clock, skewMillis));
    all.add(opened);
    return opened;
  }

  /** Loads values with tags. */
  private static Cached<String> get(Node node, String id, String tag) throws Exception {
    Cached<String> got =
        node.get(
            id,
            wanted ->
                node.loading
                    .load(wanted)
                    .map(
                        loaded ->
                            loaded.stream()
                                .map(
                                    one ->
                                        Loaded.of(
                                            Objects.requireNonNull(one.value()), TTL, List.of(tag)))
                                .toList()));
    // It is in Redis then.
    node.settled();
    return got;
  }

  private void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  @Test
  void invalidateTags_onOneInstance_isHeardByTheOtherAndKnownToANewOne() throws Exception {
    Node one = node();
    Node two = node();
    get(one, "a", "red");
    assertThat(two.get("a").level()).isEqualTo(Level.FAR);
    two.hold("a");
    await(one.things.invalidateTags(List.of("red")));
    until(() -> two.things.peek("a") == null);
    Node three = node();
    assertThat(get(three, "a", "red").level()).isEqualTo(Level.LOADED);
    assertThat(two.get("a").level()).isEqualTo(Level.FAR);
    @Nullable Integer left =
        TestRedis.reply(one.link.send(Request.cmd(Command.PTTL).arg(KEYS.bucketKey(0, "tags"))))
            .toInteger();
    assertThat(left).isNotEqualTo(-1);
  }

  @Test
  void invalidateTags_whileRedisIsAway_isMadeGoodWhenItIsBack() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Node cut = node(proxy.options(), 0);
    Node other = node();
    get(other, "a", "red");
    other.hold("a");
    assertThat(cut.get("a").level()).isEqualTo(Level.FAR);
    proxy.cut();
    cut.untilDown();
    await(cut.things.invalidateTags(List.of("red")));
    assertThat(cut.things.peek("a")).isNull();
    assertThat(other.things.peek("a")).isNotNull();
    proxy.pass();
    until(() -> other.things.peek("a") == null);
    assertThat(get(other, "a", "red").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void invalidateTags_whileAnInstanceIsCutOff_isKnownToItBeforeItsFirstRead() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Node cut = node(proxy.options(), 0);
    Node other = node();
    get(other, "a", "red");
    proxy.cut();
    cut.untilDown();
    await(other.things.invalidateTags(List.of("red")));
    proxy.pass();
    cut.untilUp();
    assertThat(get(cut, "a", "red").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void entries_ofInstancesWhoseClocksDiffer_areOfTheSameAgeForBoth() throws Exception {
    Node late = node(redis.options(), -300_000);
    Node early = node(redis.options(), 900_000);
    long before = early.clock.millis();
    Cached<String> loaded = late.get("a");
    Cached<String> read = early.get("a");
    assertThat(read.level()).isEqualTo(Level.FAR);
    assertThat(read.value()).isEqualTo(loaded.value());
    long after = early.clock.millis();
    // Told in the reader's own time, as exactly as the way to Redis is long.
    assertThat(read.storedAtMillis()).isBetween(before - 2_000, after + 2_000);
    assertThat(early.things.peek("a")).isEqualTo(loaded.value());
    JsonObject far = early.caches.stats().getJsonObject("far");
    assertThat(far.getLong("clock_shift_ms")).isBetween(-902_000L, -898_000L);
  }

  @Test
  void update_afterAPartition_theLaterStandsHoweverWrongTheClocks() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Node fast = node(proxy.options(), 3_600_000);
    Node slow = node(redis.options(), -3_600_000);
    fast.put("a", "1");
    proxy.cut();
    fast.untilDown();
    fast.put("a", "missed");
    long missedNanos = System.nanoTime();
    // Longer than a way to Redis can be on a loaded machine.
    until(() -> System.nanoTime() - missedNanos > 1_000_000_000L);
    slow.put("a", "later");
    proxy.pass();
    fast.untilUp();
    until(() -> fast.owed() == 0);
    assertThat(fast.get("a").value()).isEqualTo("later");
    assertThat(node().get("a").value()).isEqualTo("later");
  }

  @Test
  void getAll_refreshedByAnotherInstance_isAnnouncedWhenItBringsSomethingNew() throws Exception {
    Node one = node();
    Node two = node();
    one.get("a");
    two.hold("a");
    Cached<String> newer =
        await(one.things.getAll(List.of("a"), Duration.ZERO, one.loading)).get(0);
    until(() -> two.things.peek("a") == null);
    assertThat(two.get("a").value()).isEqualTo(newer.value());
    assertThat(two.loading.calls).hasValue(0);
  }

  @Test
  void batch_ofFifty_isOneCommandEachWay() throws Exception {
    Node one = node();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < 50; i++) {
      values.put("k" + i, "v" + i);
    }
    await(one.things.putAll(values, TTL, List.of()));
    await(one.link.send(Request.cmd(Command.CONFIG).arg("RESETSTAT")));
    await(one.things.putAll(values, TTL, List.of("batch")));
    assertThat(calls(one, "evalsha")).isEqualTo(1);
    // Each of the fifty was stored, by that one.
    assertThat(calls(one, "set")).isEqualTo(50);
    assertThat(calls(one, "mget")).isZero();
    Node other = node();
    await(one.link.send(Request.cmd(Command.CONFIG).arg("RESETSTAT")));
    List<Cached<String>> got =
        await(other.things.getAll(List.copyOf(values.keySet()), null, other.loading));
    assertThat(got).extracting(Cached::level).containsOnly(Level.FAR);
    assertThat(calls(one, "mget")).isEqualTo(1);
    assertThat(calls(one, "evalsha")).isZero();
  }

  /** How often Redis ran a command since its statistics were reset. */
  private static long calls(Node node, String command) throws Exception {
    String info =
        TestRedis.reply(node.link.send(Request.cmd(Command.INFO).arg("commandstats"))).toString();
    for (String line : info.split("\r?\n", -1)) {
      if (line.startsWith("cmdstat_" + command + ":calls=")) {
        return Long.parseLong(line.substring(line.indexOf('=') + 1, line.indexOf(',')));
      }
    }
    return 0;
  }

  @Test
  void invalidate_byPatternWhileLoading_theOldLoadIsStoredNowhere() throws Exception {
    Node one = node();
    Promise<Void> gate = Promise.promise();
    one.loading.gate = gate.future();
    Future<List<Cached<String>>> asked =
        one.things.getAll(List.of("hn:AAPL:r1", "odd*id"), null, one.loading);
    until(() -> one.loading.calls.get() == 1);
    await(one.caches.invalidate(new Invalidate(null, null, null, "*", false)));
    gate.complete();
    assertThat(await(asked)).extracting(Cached::level).containsOnly(Level.LOADED);
    await(one.link.send(Request.cmd(Command.PING)));
    assertThat(one.things.peek("hn:AAPL:r1")).isNull();
    Node other = node();
    assertThat(other.get("hn:AAPL:r1").level()).isEqualTo(Level.LOADED);
    assertThat(other.get("odd*id").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void invalidate_someOnOneLevelAlone_countsEachOnce() throws Exception {
    Node one = node();
    Node other = node();
    for (String id : List.of("hn:BOTH", "hn:NEAR", "hn:odd*NEAR", "hn:odd*BOTH", "yahoo:BOTH")) {
      one.put(id, "v");
    }
    other.put("hn:FAR", "v");
    other.put("hn:odd*FAR", "v");
    for (String id : List.of("hn:NEAR", "hn:odd*NEAR")) {
      Request gone = Request.cmd(Command.DEL).arg(KEYS.key("things", "v", id));
      assertThat(TestRedis.reply(one.link.send(gone)).toInteger()).isEqualTo(1);
    }
    assertThat(await(one.caches.invalidate(new Invalidate(null, "hn", null, null, true))))
        .isEqualTo(new Invalidated(6, true));
    assertThat(await(one.caches.invalidate(new Invalidate(null, "hn", null, null, false))))
        .isEqualTo(new Invalidated(6, false));
    assertThat(one.counts().getJsonObject("removed").getLong("pattern")).isEqualTo(6);
    assertThat(await(one.caches.invalidate(new Invalidate(null, null, null, "*", true))))
        .isEqualTo(new Invalidated(1, true));
  }

  @Test
  void stats_sizes_areThoseOfBothLevels() throws Exception {
    Node one = node();
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      values.put("k" + i, "v".repeat(100));
    }
    await(one.things.putAll(values, TTL, List.of()));
    await(one.link.send(Request.cmd(Command.SET).arg("another's").arg("x")));
    JsonObject counted =
        await(one.caches.counted()).getJsonObject("caches").getJsonObject("things");
    assertThat(counted.getJsonObject("near").getLong("entries")).isEqualTo(300);
    assertThat(counted.getJsonObject("near").getLong("bytes")).isBetween(100_000L, 300_000L);
    assertThat(counted.getJsonObject("far").getLong("entries")).isEqualTo(300);
    assertThat(counted.getJsonObject("far").getLong("bytes")).isBetween(40_000L, 80_000L);
  }
}
