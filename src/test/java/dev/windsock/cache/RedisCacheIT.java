package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract over a Redis that is up, and what only two instances on one Redis can show. */
class RedisCacheIT extends WholeCacheContract {
  private static final TestRedis redis = start();

  private static TestRedis start() {
    try {
      return new TestRedis();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final SupervisedLink link = upLink();

  private SupervisedLink upLink() {
    return new SupervisedLink(
        vertx, new VertxClock(vertx), redis.options(), new SimpleMeterRegistry());
  }

  @BeforeAll
  static void startRedis() throws Exception {
    redis.start();
  }

  @AfterAll
  static void stopRedis() throws Exception {
    redis.close();
  }

  @Override
  RedisLink link() throws Exception {
    up(link);
    return link;
  }

  static void up(SupervisedLink link) throws Exception {
    CompletableFuture<Void> up = new CompletableFuture<>();
    link.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.complete(null);
          }
        });
    await(link.start());
    up.get(10, TimeUnit.SECONDS);
  }

  private Cache<String> other() {
    return caches(link).open("things", new JsonCodec<>(String.class), 1);
  }

  /** Returns once everything sent so far is answered: replies come in order. */
  @Override
  void settle() throws Exception {
    await(link.send(Request.cmd(Command.PING)));
  }

  @Test
  void getAll_loadedByAnotherInstance_comesFromRedis() throws Exception {
    Cache<String> first = other();
    await(first.getAll(List.of("a", "b"), null, loading));
    settle();
    Cache<String> second = other();
    List<Cached<String>> all = await(second.getAll(List.of("b", "a"), null, loading));
    assertThat(all).extracting(Cached::value).containsExactly("b#2", "a#1");
    assertThat(all).extracting(Cached::level).containsOnly(Level.FAR);
    assertThat(loading.calls).hasValue(1);
    assertThat(second.peek("a")).isEqualTo("a#1");
  }

  @Test
  void getAll_failureOfAnotherInstance_isRememberedFromRedisButNotOverAValue() throws Exception {
    Cache<String> first = other();
    loading.problem = Problem.NOT_FOUND;
    await(first.getAll(List.of("a"), null, loading));
    settle();
    Cached<String> none = await(other().getAll(List.of("a"), null, loading)).get(0);
    assertThat(none.problem()).isEqualTo(Problem.NOT_FOUND);
    assertThat(loading.calls).hasValue(1);
    await(first.update("a", Duration.ofMinutes(1), earlier -> "good"));
    assertThat(await(other().getAll(List.of("a"), null, loading)).get(0).value()).isEqualTo("good");
  }

  @Test
  void getAll_anotherSchema_isAMissAndReplacesIt() throws Exception {
    await(other().getAll(List.of("a"), null, loading));
    settle();
    Cache<String> next = caches(link).open("things", new JsonCodec<>(String.class), 2);
    assertThat(await(next.getAll(List.of("a"), null, loading)).get(0).value()).isEqualTo("a#2");
    settle();
    Cache<String> again = caches(link).open("things", new JsonCodec<>(String.class), 2);
    assertThat(await(again.getAll(List.of("a"), null, loading)).get(0).level())
        .isEqualTo(Level.FAR);
  }

  @Test
  void getAll_garbageInRedis_isAMissAndReplacesIt() throws Exception {
    String key = keys.key("things", "v", "a");
    await(link.send(Request.cmd(Command.SET).arg(key).arg("not an envelope at all")));
    assertThat(await(other().getAll(List.of("a"), null, loading)).get(0).value()).isEqualTo("a#1");
    settle();
    assertThat(await(other().getAll(List.of("a"), null, loading)).get(0).level())
        .isEqualTo(Level.FAR);
    await(link.send(Request.cmd(Command.DEL).arg(key)));
    await(link.send(Request.cmd(Command.LPUSH).arg(key).arg("a list")));
    assertThat(await(other().getAll(List.of("a"), null, loading)).get(0).value()).isEqualTo("a#2");
  }

  @Test
  void getAll_longValue_isPackedInRedisAndComesBackWhole() throws Exception {
    Cache<String> first = other();
    String text = "posts and more posts ".repeat(20_000);
    await(first.update("long", Duration.ofMinutes(1), earlier -> text));
    String stored =
        TestRedis.reply(link.send(Request.cmd(Command.STRLEN).arg(keys.key("things", "v", "long"))))
            .toString();
    assertThat(Long.parseLong(stored)).isLessThan(text.length() / 10);
    assertThat(await(other().getAll(List.of("long"), null, loading)).get(0).value())
        .isEqualTo(text);
  }

  @Test
  void update_twoInstancesAtOnce_losesNone() throws Exception {
    Cache<String> first = other();
    Cache<String> second = other();
    var all = new ArrayList<Future<String>>();
    for (int i = 0; i < 200; i++) {
      all.add(
          (i % 2 == 0 ? first : second)
              .update("n", Duration.ofMinutes(1), old -> old == null ? "1" : plusOne(old)));
    }
    for (var one : all) {
      await(one);
    }
    assertThat(await(other().getAll(List.of("n"), null, loading)).get(0).value()).isEqualTo("200");
  }

  private static String plusOne(String number) {
    return Integer.toString(Integer.parseInt(number) + 1);
  }

  @Test
  void invalidate_bySourceAndSymbol_removesWhatMatchesAndNothingElse() throws Exception {
    Caches caches = caches(link);
    Cache<String> cache = caches.open("things", new JsonCodec<>(String.class), 1);
    List<String> ids = List.of("hn:AAPL:r1", "hn:TSLA:r1", "yahoo:AAPL:r1", "hn:AAPLX:r1");
    await(cache.getAll(ids, null, loading));
    settle();
    Invalidate dry = new Invalidate("AAPL", "hn", null, null, true);
    assertThat(await(caches.invalidate(dry)).removed()).isEqualTo(1);
    assertThat(cache.peek("hn:AAPL:r1")).isNotNull();
    Invalidate real = new Invalidate("AAPL", null, null, null, false);
    assertThat(await(caches.invalidate(real)).removed()).isEqualTo(2);
    assertThat(cache.peek("hn:AAPL:r1")).isNull();
    assertThat(cache.peek("hn:TSLA:r1")).isNotNull();
    assertThat(cache.peek("hn:AAPLX:r1")).isNotNull();
    Invalidate glob = new Invalidate(null, null, null, "*:r1", false);
    assertThat(await(caches.invalidate(glob)).removed()).isEqualTo(2);
    assertThat(await(other().getAll(ids, null, loading)))
        .extracting(Cached::level)
        .containsOnly(Level.LOADED);
  }

  /** The store is sent again when the script is unknown, so the next load comes before its end. */
  @Test
  void getAll_scriptsForgotten_ownLeaseHoldsNobodyUp() throws Exception {
    for (int i = 0; i < 20; i++) {
      await(link.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
      String first = get("own" + i).value();
      clock.advance(TTL.plusSeconds(31));
      assertThat(get("own" + i).value()).isNotNull().isNotEqualTo(first);
    }
  }

  @Test
  void invalidate_ofWhatIsOnBothLevels_countsEachOnce() throws Exception {
    Caches caches = caches(link);
    Cache<String> cache = caches.open("things", new JsonCodec<>(String.class), 1);
    await(cache.getAll(List.of("hn:AAPL:r1", "hn:AAPL:r2", "x", "y", "z"), null, loading));
    settle();
    Invalidate apple = new Invalidate("AAPL", null, null, null, false);
    assertThat(await(caches.invalidate(apple)).removed()).isEqualTo(2);
    assertThat(await(cache.invalidate(List.of("x", "y", "z", "none")))).isEqualTo(3);
    JsonObject removed =
        caches.stats().getJsonObject("caches").getJsonObject("things").getJsonObject("removed");
    assertThat(removed.getLong("pattern")).isEqualTo(2);
    assertThat(removed.getLong("explicit")).isEqualTo(3);
  }
}
