package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Cached.Level;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every cache does, with or without Redis. */
@Timeout(60)
abstract class CacheContract {
  static final Duration TTL = Duration.ofMinutes(1);

  final Vertx vertx = Vertx.vertx();
  final ManualClock clock = new ManualClock();
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final Loading loading = new Loading();

  /** Of each test its own: a shared Redis is not emptied between them. */
  final Keys keys = new Keys("t" + UUID.randomUUID(), 1);

  private Caches caches;
  private Cache<String> cache;

  /** The link of the run, up or down for good. */
  abstract RedisLink link() throws Exception;

  @BeforeEach
  void open() throws Exception {
    caches = new Caches(vertx, clock, link(), keys, FreshnessTest.options(0, 0), registry);
    cache = caches.open("things", new JsonCodec<>(String.class), 1);
  }

  final Caches caches() {
    return caches;
  }

  final Cache<String> cache() {
    return cache;
  }

  final Caches caches(RedisLink link) {
    return new Caches(
        vertx, clock, link, keys, FreshnessTest.options(0, 0), new SimpleMeterRegistry());
  }

  @AfterEach
  void closeVertx() throws Exception {
    await(vertx.close());
  }

  Cached<String> get(String id) throws Exception {
    return get(id, null);
  }

  Cached<String> get(String id, @Nullable Duration maxAge) throws Exception {
    return await(cache.getAll(List.of(id), maxAge, loading)).get(0);
  }

  @Test
  void getAll_missing_loadsAllInOneCallAndKeepsTheOrder() throws Exception {
    List<Cached<String>> all = await(cache.getAll(List.of("a", "b", "c"), null, loading));
    assertThat(all).extracting(Cached::value).containsExactly("a#1", "b#2", "c#3");
    assertThat(all).extracting(Cached::level).containsOnly(Level.LOADED);
    assertThat(loading.calls).hasValue(1);

    List<Cached<String>> again = await(cache.getAll(List.of("c", "d", "a"), null, loading));
    assertThat(again).extracting(Cached::value).containsExactly("c#3", "d#4", "a#1");
    assertThat(again)
        .extracting(Cached::level)
        .containsExactly(Level.NEAR, Level.LOADED, Level.NEAR);
    assertThat(loading.calls).hasValue(2);
  }

  @Test
  void getAll_nothing_givesNothing() throws Exception {
    assertThat(await(cache.getAll(List.of(), null, loading))).isEmpty();
    assertThat(loading.calls).hasValue(0);
  }

  @Test
  void getAll_sameIdTwice_isLoadedOnce() throws Exception {
    List<Cached<String>> all = await(cache.getAll(List.of("a", "a"), null, loading));
    assertThat(all).extracting(Cached::value).containsExactly("a#1", "a#1");
    assertThat(loading.loads).hasValue(1);
  }

  @Test
  void peek_fresh_givesItWithoutLoading() throws Exception {
    assertThat(cache.peek("a")).isNull();
    get("a");
    assertThat(cache.peek("a")).isEqualTo("a#1");
    clock.advance(TTL);
    assertThat(cache.peek("a")).isNull();
  }

  @Test
  void held_pastItsTime_isGivenUntilItIsRemoved() throws Exception {
    assertThat(cache.held("a")).isNull();
    get("a");
    clock.advance(TTL);
    assertThat(cache.held("a")).isEqualTo("a#1");
    await(cache.invalidate(List.of("a")));
    assertThat(cache.held("a")).isNull();
    assertThat(loading.calls).hasValue(1);
  }

  @Test
  void getAll_manyCallersOnManyContexts_loadOnceAndAnswerEachOnItsOwn() throws Exception {
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    List<CompletableFuture<Void>> asked = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      CompletableFuture<String> answer = new CompletableFuture<>();
      CompletableFuture<Void> sent = new CompletableFuture<>();
      answers.add(answer);
      asked.add(sent);
      Context context = vertx.getOrCreateContext();
      context.runOnContext(
          run -> {
            cache
                .getAll(List.of("hot"), null, loading)
                .onComplete(
                    done ->
                        answer.complete(
                            Vertx.currentContext() == context
                                ? done.result().get(0).value()
                                : "on another context"));
            sent.complete(null);
          });
    }
    for (CompletableFuture<Void> sent : asked) {
      sent.get(10, TimeUnit.SECONDS);
    }
    gate.complete();
    for (CompletableFuture<String> answer : answers) {
      assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("hot#1");
    }
    assertThat(loading.loads).hasValue(1);
  }

  @Test
  void getAll_stale_isGivenAtOnceAndRefreshedBehind() throws Exception {
    get("a");
    clock.advance(TTL);
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    CompletableFuture<List<String>> changed = new CompletableFuture<>();
    caches.onChange("things", changed::complete);
    assertThat(get("a").value()).isEqualTo("a#1");
    assertThat(get("a").value()).isEqualTo("a#1");
    gate.complete();
    assertThat(changed.get(10, TimeUnit.SECONDS)).containsExactly("a");
    assertThat(get("a").value()).isEqualTo("a#2");
    assertThat(loading.calls).hasValue(2);
    assertThat(loading.asked)
        .last()
        .satisfies(last -> assertThat(last.get(0).earlier()).isEqualTo("a#1"));
  }

  @Test
  void getAll_olderThanMaxAge_isLoadedFirst() throws Exception {
    get("a");
    clock.advance(Duration.ofSeconds(10));
    assertThat(get("a", Duration.ofSeconds(10)).value()).isEqualTo("a#1");
    assertThat(get("a", Duration.ofSeconds(9)).value()).isEqualTo("a#2");
    assertThat(get("a", Duration.ofSeconds(9)).value()).isEqualTo("a#2");
  }

  @Test
  void getAll_loadingFails_givesTheStaleValueWithTheProblemWhileItMay() throws Exception {
    get("a");
    clock.advance(TTL.plusSeconds(31));
    loading.problem = Problem.UNAVAILABLE;
    Cached<String> stale = get("a");
    assertThat(stale.value()).isEqualTo("a#1");
    assertThat(stale.problem()).isEqualTo(Problem.UNAVAILABLE);
    assertThat(loading.calls).hasValue(2);
    // Remembered: not asked again for five seconds.
    assertThat(get("a").value()).isEqualTo("a#1");
    assertThat(loading.calls).hasValue(2);
    clock.advance(Duration.ofSeconds(5));
    get("a");
    assertThat(loading.calls).hasValue(3);
    clock.advance(Duration.ofHours(1));
    assertThat(get("a").value()).isNull();
    loading.problem = null;
    clock.advance(Duration.ofSeconds(5));
    assertThat(get("a").problem()).isNull();
    assertThat(get("a").value()).isEqualTo("a#2");
  }

  @Test
  void getAll_loadingFailsAndNothingEarlier_rememberTheProblemForItsTime() throws Exception {
    loading.problem = Problem.NOT_FOUND;
    Cached<String> none = get("a");
    assertThat(none.value()).isNull();
    assertThat(none.problem()).isEqualTo(Problem.NOT_FOUND);
    get("a");
    assertThat(loading.calls).hasValue(1);
    clock.advance(Duration.ofSeconds(5));
    loading.problem = null;
    assertThat(get("a").value()).isEqualTo("a#1");
  }

  @Test
  void getAll_loaderThrows_isAProblemForThatCallOnly() throws Exception {
    Loader<String> broken =
        wanted -> {
          throw new IllegalStateException("a bug");
        };
    Cached<String> none = await(cache.getAll(List.of("a"), null, broken)).get(0);
    assertThat(none.problem()).isEqualTo(Problem.INTERNAL);
    clock.advance(Duration.ofSeconds(1));
    assertThat(get("a").value()).isEqualTo("a#1");
  }

  @Test
  void getAll_loaderLosesAResult_isAProblemForAll() throws Exception {
    Loader<String> lossy = wanted -> Future.succeededFuture(List.of());
    List<Cached<String>> all = await(cache.getAll(List.of("a", "b"), null, lossy));
    assertThat(all).extracting(Cached::problem).containsOnly(Problem.INTERNAL);
  }

  @Test
  void update_manyAtOnce_losesNone() throws Exception {
    List<Future<String>> all =
        IntStream.range(0, 100)
            .mapToObj(i -> cache.update("n", TTL, old -> old == null ? "1" : plusOne(old)))
            .toList();
    for (Future<String> one : all) {
      await(one);
    }
    assertThat(get("n").value()).isEqualTo("100");
    assertThat(cache.peek("n")).isEqualTo("100");
    assertThat(loading.calls).hasValue(0);
  }

  private static String plusOne(String number) {
    return Integer.toString(Integer.parseInt(number) + 1);
  }

  @Test
  void update_aChangeThrows_failsThatOneAlone() throws Exception {
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      boolean bad = i == 7;
      all.add(
          cache.update(
              "n",
              TTL,
              old -> {
                if (bad) {
                  throw new IllegalStateException("bad");
                }
                return old == null ? "1" : plusOne(old);
              }));
    }
    await(Future.join(all).otherwiseEmpty());
    assertThat(all.get(7).failed()).isTrue();
    assertThat(get("n").value()).isEqualTo("19");
  }

  @Test
  void invalidate_known_isLoadedAnewAndListenersAreTold() throws Exception {
    get("a");
    ConcurrentLinkedQueue<List<String>> told = new ConcurrentLinkedQueue<>();
    caches.onChange("things", told::add);
    assertThat(await(cache.invalidate(List.of("a", "never")))).isEqualTo(1);
    assertThat(told).containsExactly(List.of("a", "never"));
    assertThat(cache.peek("a")).isNull();
    assertThat(get("a").value()).isEqualTo("a#2");
  }

  @Test
  void invalidate_whileLoading_theOldLoadIsNotKept() throws Exception {
    Promise<Void> gate = Promise.promise();
    loading.gate = gate.future();
    Future<List<Cached<String>>> loadingNow = cache.getAll(List.of("a"), null, loading);
    while (loading.calls.get() == 0) {
      Thread.onSpinWait();
    }
    await(cache.invalidate(List.of("a")));
    gate.complete();
    assertThat(await(loadingNow).get(0).value()).isEqualTo("a#1");
    assertThat(cache.peek("a")).isNull();
  }

  @Test
  void getAll_hostileIds_neverTouchEachOther() throws Exception {
    List<String> ids =
        List.of("*", "{a}", "a\r\nDEL b", "a\0", "x".repeat(65_536), "\u212a", "K", "", "a:b");
    List<Cached<String>> all = await(cache.getAll(ids, null, loading));
    for (int i = 0; i < ids.size(); i++) {
      assertThat(all.get(i).value()).isEqualTo(ids.get(i) + "#" + (i + 1));
    }
    await(cache.invalidate(List.of("*")));
    assertThat(cache.peek("K")).isEqualTo("K#7");
  }

  @Test
  void stats_afterUse_countByCacheAndLevel() throws Exception {
    get("a");
    get("a");
    var near = caches.stats().getJsonObject("caches").getJsonObject("things").getJsonObject("near");
    assertThat(near.getLong("hit")).isEqualTo(1);
    assertThat(near.getLong("miss")).isEqualTo(1);
    assertThat(
            registry
                .get("windsock.cache.requests")
                .tags("cache", "things", "level", "near", "result", "hit")
                .functionCounter()
                .count())
        .isEqualTo(1);
    assertThat(caches.stats().getJsonObject("near").getLong("entries")).isEqualTo(1);
  }

  static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
