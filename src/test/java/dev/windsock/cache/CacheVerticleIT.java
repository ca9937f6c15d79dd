package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cache's addresses by JSON, and two processes that hear of each other over one Redis. */
@Timeout(60)
class CacheVerticleIT {
  private static final Duration TTL = Duration.ofMinutes(10);

  private final List<Vertx> all = new ArrayList<>();
  private final Loading loading = new Loading();

  /** One process: its own Vert.x, link and caches. */
  private final class Node {
    final Vertx vertx = Vertx.vertx();
    final VertxClock clock = new VertxClock(vertx);
    final RedisLink link;
    final Caches caches;
    final Cache<String> things;
    final BlockingQueue<List<String>> changed = new LinkedBlockingQueue<>();
    final BlockingQueue<JsonObject> news = new LinkedBlockingQueue<>();

    Node(RedisOptions redis, boolean linked) throws Exception {
      all.add(vertx);
      Bus.register(vertx);
      SimpleMeterRegistry registry = new SimpleMeterRegistry();
      link = linked ? new SupervisedLink(vertx, clock, redis, registry) : new NoLink();
      caches =
          new Caches(vertx, clock, link, new Keys("ws", 1), FreshnessTest.options(0, 0), registry);
      things = caches.open("things", new JsonCodec<>(String.class), 1);
      caches.onChange("things", changed::add);
      for (String address :
          List.of(Addresses.REDIS_FOUND, Addresses.REDIS_LOST, Addresses.CACHE_INVALIDATED)) {
        vertx
            .eventBus()
            .<JsonObject>consumer(
                address, message -> news.add(message.body().copy().put("at", address)));
      }
      await(vertx.deployVerticle(new CacheVerticle(clock, redis, link, caches, registry)));
    }

    JsonObject ask(String address, JsonObject request) throws Exception {
      return (JsonObject) await(vertx.eventBus().<Object>request(address, request)).body();
    }

    void await(String address) throws Exception {
      while (true) {
        JsonObject one = news.poll(10, TimeUnit.SECONDS);
        assertThat(one).as("news of %s", address).isNotNull();
        if (one.getString("at").equals(address)) {
          return;
        }
      }
    }

    /** What is told next of Redis. */
    JsonObject move() throws Exception {
      JsonObject one;
      do {
        one = news.poll(10, TimeUnit.SECONDS);
        assertThat(one).isNotNull();
      } while (one.getString("at").equals(Addresses.CACHE_INVALIDATED));
      return one;
    }

    /** The start of reading the log tells that anything may have changed. */
    void reading() throws Exception {
      assertThat(changed.poll(10, TimeUnit.SECONDS)).isEmpty();
    }

    <T extends @Nullable Object> T await(Future<T> future) throws Exception {
      return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @AfterEach
  void close() throws Exception {
    for (Vertx vertx : all) {
      vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void bus_jsonFromAStranger_putGetAllInvalidateAndStatsWork() throws Exception {
    Node one = new Node(TestRedis.options(1, ""), false);
    JsonObject value = new JsonObject().put("n", 1).put("list", new JsonArray().add("x"));
    one.ask(
        Addresses.CACHE_PUT,
        new JsonObject().put("key", "k*").put("value", value).put("ttl_millis", 60_000));
    JsonObject got = one.ask(Addresses.CACHE_GET, new JsonObject().put("key", "k*"));
    assertThat(got.getJsonObject("value")).isEqualTo(value);
    assertThat(got.getLong("age_millis")).isBetween(0L, 10_000L);
    JsonObject many =
        one.ask(
            Addresses.CACHE_GET_ALL,
            new JsonObject().put("keys", new JsonArray().add("none").add("k*")));
    assertThat(many.getJsonArray("values").getJsonObject(0).getValue("value")).isNull();
    assertThat(many.getJsonArray("values").getJsonObject(1).getJsonObject("value"))
        .isEqualTo(value);
    JsonObject stats = one.ask(Addresses.CACHE_STATS, new JsonObject());
    assertThat(
            stats.getJsonObject("caches").getJsonObject("bus").getJsonObject("near").getLong("hit"))
        .isEqualTo(2);
    JsonObject removed =
        one.ask(
            Addresses.CACHE_INVALIDATE,
            new JsonObject().put("pattern", "k?").put("dry_run", false));
    assertThat(removed.getLong("removed")).isEqualTo(1);
    one.await(Addresses.CACHE_INVALIDATED);
    assertThat(one.ask(Addresses.CACHE_GET, new JsonObject().put("key", "k*")).getValue("value"))
        .isNull();
  }

  @Test
  void bus_badRequests_areRefusedNamingWhat() throws Exception {
    Node one = new Node(TestRedis.options(1, ""), false);
    assertThat(refusal(one, Addresses.CACHE_PUT, new JsonObject().put("key", "k").put("value", 1)))
        .contains("ttl_millis");
    assertThat(refusal(one, Addresses.CACHE_GET, new JsonObject())).contains("key");
    assertThat(refusal(one, Addresses.CACHE_INVALIDATE, new JsonObject().put("dry_run", true)))
        .contains("at least one");
    assertThat(
            refusal(
                one,
                Addresses.CACHE_INVALIDATE,
                new JsonObject().put("pattern", "*a*b*c*d*e").put("dry_run", true)))
        .contains("pattern");
  }

  private static String refusal(Node one, String address, JsonObject request) throws Exception {
    Throwable cause =
        one.await(
            one.vertx
                .eventBus()
                .request(address, request)
                .transform(done -> Future.succeededFuture(done.cause())));
    assertThat(cause).isInstanceOf(ReplyException.class);
    assertThat(((ReplyException) cause).failureCode())
        .isEqualTo(Problem.INVALID_REQUEST.failureCode());
    return String.valueOf(cause.getMessage());
  }

  @Test
  void update_onOneInstance_isSeenByTheOther() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Node one = new Node(redis.options(), true);
      Node two = new Node(redis.options(), true);
      one.reading();
      two.reading();
      one.await(one.things.update("a", TTL, earlier -> "1"));
      assertThat(two.await(two.things.getAll(List.of("a"), null, loading)).get(0).value())
          .isEqualTo("1");
      two.changed.clear();
      one.await(one.things.update("a", TTL, earlier -> earlier + "2"));
      assertThat(two.changed.poll(10, TimeUnit.SECONDS)).containsExactly("a");
      assertThat(two.things.peek("a")).isNull();
      assertThat(two.await(two.things.getAll(List.of("a"), null, loading)).get(0).value())
          .isEqualTo("12");
      one.await(one.things.invalidate(List.of("a")));
      two.await(Addresses.CACHE_INVALIDATED);
      assertThat(two.await(two.things.getAll(List.of("a"), null, loading)).get(0).value())
          .isEqualTo("a#1");
    }
  }

  @Test
  void redis_killedAndRestartedEmpty_isAnnouncedAndNearIsCheckedAnew() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Node one = new Node(redis.options(), true);
      one.await(Addresses.REDIS_FOUND);
      one.reading();
      one.await(one.things.update("a", TTL, earlier -> "1"));
      // Nothing near counts before the log has been heard, a moment after its reading began.
      one.await(Waiting.until(one.vertx, () -> "1".equals(one.things.peek("a"))));
      redis.kill();
      one.await(Addresses.REDIS_LOST);
      assertThat(one.things.peek("a")).isEqualTo("1");
      assertThat(one.await(one.things.update("a", TTL, earlier -> earlier + "2"))).isEqualTo("12");
      one.changed.clear();
      redis.start();
      one.await(Addresses.REDIS_FOUND);
      one.reading();
      assertThat(one.things.peek("a")).isNull();
      assertThat(one.await(one.things.update("a", TTL, earlier -> earlier + "3"))).isEqualTo("123");
      // What is being made good beside it may be news of it, and then it is checked once more.
      assertThat(one.await(one.things.getAll(List.of("a"), null, loading)).get(0).value())
          .isEqualTo("123");
    }
  }

  @Test
  void log_cutWhileAnotherInstanceInvalidates_isReadOnWhereItStood() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Node one = new Node(redis.options(), true);
      Node two = new Node(redis.options(), true);
      one.reading();
      two.reading();
      one.await(one.things.update("a", TTL, earlier -> "1"));
      assertThat(two.changed.poll(10, TimeUnit.SECONDS)).containsExactly("a");
      two.await(two.things.getAll(List.of("a"), null, loading));
      two.changed.clear();
      one.await(
          one.link.send(
              Request.cmd(Command.CLIENT)
                  .arg("KILL")
                  .arg("TYPE")
                  .arg("normal")
                  .arg("SKIPME")
                  .arg("yes")));
      one.await(one.things.invalidate(List.of("a")));
      // Not the empty list of a gap: the log was read on from where it stood.
      assertThat(two.changed.poll(10, TimeUnit.SECONDS)).containsExactly("a");
      assertThat(two.things.peek("a")).isNull();
    }
  }

  @Test
  void announce_redisGoesAndComes_oneTellingEachInJson() throws Exception {
    try (TestRedis redis = new TestRedis()) {
      Node node = new Node(redis.options(), true);
      JsonObject lost = node.move();
      assertThat(lost.getString("at")).isEqualTo(Addresses.REDIS_LOST);
      assertThat(lost.getString("state")).isEqualTo("down");
      assertThat(lost.getString("reason")).contains("refused");
      redis.start();
      JsonObject found = node.move();
      assertThat(found.getString("at")).isEqualTo(Addresses.REDIS_FOUND);
      assertThat(found.getString("state")).isEqualTo("up");
      redis.kill();
      assertThat(node.move().getString("at")).isEqualTo(Addresses.REDIS_LOST);
      redis.start();
      // However often it was tried in between, and for whatever other reasons it failed.
      assertThat(node.move().getString("at")).isEqualTo(Addresses.REDIS_FOUND);
    }
  }
}
