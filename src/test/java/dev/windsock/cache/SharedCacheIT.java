package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.Clock;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
  private static final Duration TTL = Duration.ofMinutes(10);
  private static final Keys KEYS = new Keys("ws", 1);

  private final List<Vertx> all = new ArrayList<>();
  private final Vertx vertx = open();
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

  /** One process. */
  private final class Node {
    final Loading loading = new Loading();
    final Clock clock;
    final SupervisedLink link;
    final Caches caches;
    final Cache<String> things;

    Node(RedisOptions options, long skewMillis) throws Exception {
      Vertx own = open();
      Bus.register(own);
      clock = new Skewed(new VertxClock(own), skewMillis);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      link = new SupervisedLink(own, clock, options, registry);
      caches = new Caches(own, clock, link, KEYS, FreshnessTest.options(0, 0), registry);
      things = caches.open("things", new JsonCodec<>(String.class), 1);
      await(own.deployVerticle(new CacheVerticle(clock, options, link, caches, registry)));
      up();
    }

    void up() throws Exception {
      until(() -> link.state() instanceof LinkState.Up);
    }

    Cached<String> get(String id, String... tags) throws Exception {
      Loader<String> tagged =
          wanted ->
              loading
                  .load(wanted)
                  .map(
                      loaded ->
                          loaded.stream()
                              .map(
                                  one ->
                                      Loaded.of(
                                          Objects.requireNonNull(one.value()), TTL, List.of(tags)))
                              .toList());
      Cached<String> got = await(things.getAll(List.of(id), null, tagged)).get(0);
      await(link.send(Request.cmd(Command.PING)));
      return got;
    }

    /** Reads until it is near: until the log is heard nothing near counts, and each asks Redis. */
    void hold(String id) throws Exception {
      for (int i = 0; i < 10_000 && things.peek(id) == null; i++) {
        get(id);
      }
      assertThat(things.peek(id)).isNotNull();
    }

    void put(String id, String value) throws Exception {
      await(things.putAll(Map.of(id, value), TTL, List.of()));
    }
  }

  private Vertx open() {
    Vertx opened = Vertx.vertx();
    all.add(opened);
    return opened;
  }

  @BeforeEach
  void start() throws Exception {
    redis = new TestRedis().start();
  }

  @AfterEach
  void stop() throws Exception {
    for (Vertx one : all) {
      await(one.close());
    }
    redis.close();
  }

  private void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  @Test
  void invalidateTags_onOneInstance_isHeardByTheOtherAndKnownToANewOne() throws Exception {
    Node one = new Node(redis.options(), 0);
    Node two = new Node(redis.options(), 0);
    one.get("a", "red");
    assertThat(two.get("a").level()).isEqualTo(Level.FAR);
    two.hold("a");
    await(one.things.invalidateTags(List.of("red")));
    until(() -> two.things.peek("a") == null);
    Node three = new Node(redis.options(), 0);
    assertThat(three.get("a", "red").level()).isEqualTo(Level.LOADED);
    assertThat(two.get("a").level()).isEqualTo(Level.FAR);
    @Nullable Integer left =
        TestRedis.reply(one.link.send(Request.cmd(Command.PTTL).arg(KEYS.bucketKey(0, "tags"))))
            .toInteger();
    assertThat(left).isNotEqualTo(-1);
  }

  @Test
  void invalidateTags_whileRedisIsAway_isMadeGoodWhenItIsBack() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Node cut = new Node(proxy.options(), 0);
    Node other = new Node(redis.options(), 0);
    other.get("a", "red");
    other.hold("a");
    assertThat(cut.get("a").level()).isEqualTo(Level.FAR);
    proxy.cut();
    until(() -> !(cut.link.state() instanceof LinkState.Up));
    await(cut.things.invalidateTags(List.of("red")));
    assertThat(cut.things.peek("a")).isNull();
    assertThat(other.things.peek("a")).isNotNull();
    proxy.pass();
    until(() -> other.things.peek("a") == null);
    assertThat(other.get("a", "red").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void invalidateTags_whileAnInstanceIsCutOff_isKnownToItBeforeItsFirstRead() throws Exception {
    FaultProxy proxy = FaultProxy.start(vertx, redis.port());
    Node cut = new Node(proxy.options(), 0);
    Node other = new Node(redis.options(), 0);
    other.get("a", "red");
    proxy.cut();
    until(() -> !(cut.link.state() instanceof LinkState.Up));
    await(other.things.invalidateTags(List.of("red")));
    proxy.pass();
    cut.up();
    assertThat(cut.get("a", "red").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void entries_ofInstancesWhoseClocksDiffer_areOfTheSameAgeForBoth() throws Exception {
    Node late = new Node(redis.options(), -300_000);
    Node early = new Node(redis.options(), 900_000);
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
    Node fast = new Node(proxy.options(), 3_600_000);
    Node slow = new Node(redis.options(), -3_600_000);
    fast.put("a", "1");
    proxy.cut();
    until(() -> !(fast.link.state() instanceof LinkState.Up));
    fast.put("a", "missed");
    long missedNanos = System.nanoTime();
    // Longer than a way to Redis can be on a loaded machine.
    until(() -> System.nanoTime() - missedNanos > 1_000_000_000L);
    slow.put("a", "later");
    proxy.pass();
    fast.up();
    until(() -> fast.caches.stats().getJsonObject("missed").getLong("writes") == 0);
    assertThat(fast.get("a").value()).isEqualTo("later");
    assertThat(new Node(redis.options(), 0).get("a").value()).isEqualTo("later");
  }

  @Test
  void getAll_refreshedByAnotherInstance_isAnnouncedWhenItBringsSomethingNew() throws Exception {
    Node one = new Node(redis.options(), 0);
    Node two = new Node(redis.options(), 0);
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
    Node one = new Node(redis.options(), 0);
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
    Node other = new Node(redis.options(), 0);
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
    Node one = new Node(redis.options(), 0);
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
    Node other = new Node(redis.options(), 0);
    assertThat(other.get("hn:AAPL:r1").level()).isEqualTo(Level.LOADED);
    assertThat(other.get("odd*id").level()).isEqualTo(Level.LOADED);
  }

  @Test
  void invalidate_someOnOneLevelAlone_countsEachOnce() throws Exception {
    Node one = new Node(redis.options(), 0);
    Node other = new Node(redis.options(), 0);
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
    JsonObject counts = one.caches.stats().getJsonObject("caches").getJsonObject("things");
    assertThat(counts.getJsonObject("removed").getLong("pattern")).isEqualTo(6);
    assertThat(await(one.caches.invalidate(new Invalidate(null, null, null, "*", true))))
        .isEqualTo(new Invalidated(1, true));
  }

  @Test
  void stats_sizes_areThoseOfBothLevels() throws Exception {
    Node one = new Node(redis.options(), 0);
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
