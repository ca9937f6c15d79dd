package dev.windsock.cache;

import static dev.windsock.cache.CacheContract.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two things at once that leave an old value near unless somebody thinks of it; step by step. */
@Timeout(60)
class CoherenceRacesIT {
  private static final Duration TTL = Duration.ofMinutes(10);

  private final Vertx vertx = Vertx.vertx();
  private final Loading loading = new Loading();
  private TestRedis redis;
  private GatedLink gated;
  private Caches caches;
  private Cache<String> ours;
  private Cache<String> theirs;

  @BeforeEach
  void open() throws Exception {
    redis = new TestRedis().start();
    gated = new GatedLink(connected());
    caches = caches(gated);
    ours = caches.open("things", new JsonCodec<>(String.class), 1);
    theirs = caches(connected()).open("things", new JsonCodec<>(String.class), 1);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    redis.close();
  }

  /** By a link that a slow machine does not break: what is lost here is lost on purpose. */
  private SupervisedLink connected() throws Exception {
    RedisOptions patient = redis.options().waiting(Duration.ofSeconds(5));
    SupervisedLink link =
        new SupervisedLink(vertx, new VertxClock(vertx), patient, new SimpleMeterRegistry());
    RedisCacheIT.up(link);
    return link;
  }

  private Caches caches(RedisLink link) {
    return new Caches(
        vertx,
        new VertxClock(vertx),
        link,
        Instance.KEYS,
        FreshnessTest.options(0, 0),
        new SimpleMeterRegistry());
  }

  private String read(String id) throws Exception {
    return Instance.value(ours.getAll(List.of(id), null, loading));
  }

  private void until(BooleanSupplier reached) throws Exception {
    await(Waiting.until(vertx, reached));
  }

  @Test
  void invalidate_readBeforeRedisRemovedIt_isNotGivenAfterwards() throws Exception {
    await(theirs.update("a", TTL, earlier -> "old"));
    Promise<Void> gate = Promise.promise();
    gated.holdBefore(gate.future());
    Future<Long> removing = ours.invalidate(List.of("a"));
    assertThat(read("a")).isEqualTo("old");
    gate.complete();
    await(removing);
    assertThat(ours.peek("a")).isNull();
    assertThat(read("a")).isEqualTo("a#1");
  }

  @Test
  void update_anotherInstancesNewsComesBeforeTheReply_isCheckedFirst() throws Exception {
    Invalidations.Sink sink = caches.sink(0, news -> {});
    sink.marked(Long.MAX_VALUE);
    Promise<Void> gate = Promise.promise();
    Future<Void> stored = gated.holdAfter(gate.future());
    Future<String> updating = ours.update("a", TTL, earlier -> "ours");
    await(stored);
    await(theirs.update("a", TTL, earlier -> "theirs"));
    sink.changed("things", "a");
    gate.complete();
    await(updating);
    assertThat(read("a")).isEqualTo("theirs");
  }

  @Test
  void update_removedBeforeTheReply_isNotGivenAfterwards() throws Exception {
    Promise<Void> gate = Promise.promise();
    Future<Void> stored = gated.holdAfter(gate.future());
    Future<String> updating = ours.update("a", TTL, earlier -> "old");
    await(stored);
    gated.holdAfter(Future.succeededFuture());
    await(ours.invalidate(List.of("a")));
    gate.complete();
    await(updating);
    assertThat(read("a")).isEqualTo("a#1");
  }

  @Test
  void update_replyLost_isMadeOfWhatRedisHadAndNotOfWhatWasNear() throws Exception {
    await(ours.update("a", TTL, earlier -> "1"));
    await(theirs.update("a", TTL, earlier -> "5"));
    gated.holdAfter(Future.failedFuture("lost"));
    assertThat(await(ours.update("a", TTL, earlier -> earlier + "x"))).isEqualTo("5x");
    assertThat(read("a")).isEqualTo("5x");
  }

  @Test
  void invalidate_whatIsOwedIsOnItsWay_comesAfterIt() throws Exception {
    Promise<Void> gate = owe(1);
    gated.holdBefore(Future.succeededFuture());
    Future<Long> removing = ours.invalidate(List.of("k0"));
    gate.complete();
    await(removing);
    until(() -> missed() == 0);
    assertThat(read("k0")).isEqualTo("k0#1");
  }

  @Test
  void invalidate_whatIsOwedIsStillInTheLine_isNotStoredAfterwards() throws Exception {
    Promise<Void> gate = owe(129);
    gated.holdBefore(Future.succeededFuture());
    await(ours.invalidate(List.of("k128")));
    gate.complete();
    until(() -> missed() == 0);
    assertThat(read("k128")).isEqualTo("k128#1");
    assertThat(read("k127")).isEqualTo("owed");
  }

  /** Lets Redis miss so many changes. Returns what holds up their being made good. */
  private Promise<Void> owe(int count) throws Exception {
    gated.holdBefore(Future.failedFuture(new LinkDownException("away")));
    Map<String, String> values = new LinkedHashMap<>();
    IntStream.range(0, count).forEach(i -> values.put("k" + i, "owed"));
    await(ours.putAll(values, TTL, List.of()));
    assertThat(missed()).isEqualTo(count);
    Promise<Void> gate = Promise.promise();
    gated.holdBefore(gate.future());
    caches.sink(0, news -> {}).marked(Long.MAX_VALUE);
    return gate;
  }

  private int missed() {
    return caches.stats().getJsonObject("missed").getInteger("writes");
  }

  @Test
  void put_replyLost_givesWayToWhatAnotherInstanceStoredLater() throws Exception {
    // From the first read on, a put is sent without looking at what is there.
    read("b");
    gated.holdAfter(Future.failedFuture("lost"));
    await(ours.putAll(Map.of("a", "ours"), TTL, List.of()));
    long putMillis = System.currentTimeMillis();
    until(() -> System.currentTimeMillis() > putMillis);
    await(theirs.update("a", TTL, earlier -> "theirs"));
    gated.holdAfter(Future.succeededFuture());
    until(() -> missed() == 0);
    Cache<String> fresh = caches(connected()).open("things", new JsonCodec<>(String.class), 1);
    assertThat(Instance.value(fresh.getAll(List.of("a"), null, loading))).isEqualTo("theirs");
  }

  @Test
  void invalidateBySelection_readBeforeRedisRemovedIt_isNotGivenAfterwards() throws Exception {
    await(theirs.update("hn:AAPL", TTL, earlier -> "old"));
    Promise<Void> gate = Promise.promise();
    gated.holdScans(gate.future());
    Future<?> removing = caches.invalidate(new Invalidate("AAPL", null, null, null, false));
    assertThat(read("hn:AAPL")).isEqualTo("old");
    gate.complete();
    await(removing);
    assertThat(read("hn:AAPL")).isEqualTo("hn:AAPL#1");
  }

  @Test
  void get_redisAnswersAndTheLogDoesNot_isCheckedInRedis() throws Exception {
    Invalidations.Sink sink = caches.sink(0, news -> {});
    sink.marked(Long.MAX_VALUE);
    await(ours.update("a", TTL, earlier -> "1"));
    assertThat(ours.peek("a")).isEqualTo("1");
    sink.lost();
    assertThat(ours.peek("a")).isNull();
    await(theirs.update("a", TTL, earlier -> "2"));
    assertThat(read("a")).isEqualTo("2");
    await(theirs.update("a", TTL, earlier -> "3"));
    assertThat(read("a")).isEqualTo("3");
    sink.marked(Long.MAX_VALUE);
    assertThat(ours.peek("a")).isEqualTo("3");
  }

  /** Lets the wall clock go on, so that what follows is later by its measure. */
  private void tick(Instance any) throws Exception {
    long fromMillis = System.currentTimeMillis();
    await(any.until(() -> System.currentTimeMillis() > fromMillis));
  }

  @Test
  void invalidate_awayWhileAnotherLoads_removesWhatWasLoadedBefore() throws Exception {
    Instance away = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0));
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    Future<?> old = theirs.getAll(List.of("a"), null, loading);
    await(away.until(() -> loading.calls.get() == 1));
    tick(away);
    await(away.things.invalidate(List.of("a")));
    tick(away);
    gate.complete();
    await(old);
    away.proxy.pass();
    await(away.until(() -> away.connected() && away.owed() == 0));
    assertThat(read("a")).isEqualTo("a#2");
  }

  @Test
  void load_awayAndRemovedBeforeItIsMadeGood_staysRemoved() throws Exception {
    Instance away = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0), Deaf::new);
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    await(away.things.getAll(List.of("a", "b"), null, loading));
    tick(away);
    await(theirs.invalidate(List.of("a")));
    away.proxy.pass();
    await(away.until(() -> away.connected() && away.owed() == 0));
    assertThat(read("a")).isEqualTo("a#3");
    assertThat(read("b")).isEqualTo("b#2");
  }

  @Test
  void load_awayAndRemovedByAnother_isNotGivenBeforeTheLogIsHeard() throws Exception {
    AtomicBoolean mute = new AtomicBoolean();
    Instance away =
        Instance.start(
            vertx, redis.port(), FreshnessTest.options(0, 0), sink -> new Muted(sink, mute));
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    mute.set(true);
    await(away.things.getAll(List.of("a"), null, loading));
    tick(away);
    await(theirs.invalidate(List.of("a")));
    away.proxy.pass();
    await(away.until(away::connected));
    assertThat(Instance.value(away.things.getAll(List.of("a"), null, loading))).isEqualTo("a#2");
  }

  @Test
  void load_awayAfterARemovalAndRemovedByAnother_staysRemoved() throws Exception {
    Instance away = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0), Deaf::new);
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    await(away.things.invalidate(List.of("a")));
    await(away.things.getAll(List.of("a"), null, loading));
    tick(away);
    await(theirs.invalidate(List.of("a")));
    away.proxy.pass();
    await(away.until(() -> away.connected() && away.owed() == 0));
    assertThat(read("a")).isEqualTo("a#2");
  }

  @Test
  void invalidate_ofVeryMany_keepsSoManyTimesOfThemAndIsSafeAboutTheRest() throws Exception {
    Instance away = Instance.start(vertx, redis.port(), FreshnessTest.options(0, 0), Deaf::new);
    away.proxy.cut();
    await(away.until(() -> !away.connected()));
    await(away.things.getAll(List.of("id0"), null, loading));
    tick(away);
    List<String> ids = IntStream.range(0, Far.LOG_LENGTH + 500).mapToObj(i -> "id" + i).toList();
    await(theirs.invalidate(ids.subList(0, 1)));
    tick(away);
    await(theirs.invalidate(ids.subList(1, ids.size())));
    Request count = Request.cmd(Command.ZCARD).arg(Instance.KEYS.bucketKey(0, "removed"));
    assertThat(TestRedis.reply(gated.send(count)).toLong()).isEqualTo(Far.LOG_LENGTH);
    away.proxy.pass();
    await(away.until(() -> away.connected() && away.owed() == 0));
    assertThat(read("id0")).isEqualTo("id0#2");
  }

  private long ask(Command command, Object... args) throws Exception {
    Request request = Request.cmd(command);
    for (Object arg : args) {
      request.arg(String.valueOf(arg));
    }
    return Long.parseLong(TestRedis.reply(gated.send(request)).toString());
  }

  @Test
  void invalidate_timesOfRemovals_neverGoBackAndEndWithTheLongestLife() throws Exception {
    String removed = Instance.KEYS.bucketKey(0, "removed");
    long later = System.currentTimeMillis() + 3_600_000;
    // As removals left them before the clock of Redis was set back.
    ask(Command.ZADD, removed, later, "things\0a");
    ask(Command.ZADD, removed, later, "things");
    ask(Command.ZADD, removed, 1, "things\0long ago");
    await(ours.invalidate(List.of("a", "b")));
    assertThat(ask(Command.PTTL, removed)).isBetween(1L, Entry.LONGEST_LIFE_MILLIS);
    ask(Command.PERSIST, removed);
    await(caches.invalidate(new Invalidate("AAPL", null, null, null, false)));
    assertThat(ask(Command.PTTL, removed)).isBetween(1L, Entry.LONGEST_LIFE_MILLIS);
    assertThat(ask(Command.ZCOUNT, removed, later, later)).isEqualTo(2);
    assertThat(ask(Command.ZCOUNT, removed, "-inf", "(" + later)).isEqualTo(1);
  }
}
