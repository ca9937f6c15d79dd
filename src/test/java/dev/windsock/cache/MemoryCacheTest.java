package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryCacheTest extends WholeCacheContract {
  @Override
  RedisLink link() {
    return new NoLink();
  }

  @Test
  void near_manyDistinctKeys_staysWithinItsBytes() throws Exception {
    Caches caches = caches(new NoLink());
    caches.reconfigure(
        new CacheOptions(1 << 20, Duration.ZERO, Duration.ZERO, 0, 1 << 10, 1 << 20, 0));
    Cache<String> small = caches.open("small", new JsonCodec<>(String.class), 1);
    for (int i = 0; i < 200; i++) {
      List<String> ids = new ArrayList<>();
      for (int k = 0; k < 100; k++) {
        ids.add("key-" + i + "-" + k);
      }
      await(small.getAll(ids, null, loading));
    }
    caches.sweep();
    assertThat(caches.stats().getJsonObject("near").getLong("bytes")).isLessThanOrEqualTo(1 << 20);
    assertThat(caches.stats().getJsonObject("near").getLong("entries")).isBetween(1000L, 4000L);
  }

  @Test
  void getAll_valueThatCannotBeWritten_failsNamingThePathAndKeepsTheEarlierOne() throws Exception {
    record Holder(Object any) {}
    SimpleMeterRegistry counted = new SimpleMeterRegistry();
    Caches caches =
        new Caches(vertx, clock, new NoLink(), keys, FreshnessTest.options(0, 0), counted);
    Cache<Holder> holders = caches.open("holders", new JsonCodec<>(Holder.class), 1);
    Loader<Holder> good =
        wanted ->
            Future.succeededFuture(
                List.of(Loader.Loaded.of(new Holder("x"), Duration.ofSeconds(1))));
    Loader<Holder> bad =
        wanted ->
            Future.succeededFuture(
                List.of(Loader.Loaded.of(new Holder(new Object()), Duration.ofSeconds(1))));
    await(holders.getAll(List.of("a"), null, good));
    clock.advance(Duration.ofSeconds(40));
    Throwable refused =
        await(
            holders
                .getAll(List.of("a"), null, bad)
                .transform(done -> Future.succeededFuture(done.cause())));
    assertThat(refused)
        .isInstanceOf(UnserializableException.class)
        .hasMessageContaining("Holder")
        .hasMessageContaining("any");
    List<Cached<Holder>> kept = await(holders.getAll(List.of("a"), Duration.ofHours(1), good));
    assertThat(kept.get(0).value()).isEqualTo(new Holder("x"));
    assertThat(
            counted
                .get("windsock.cache.rejected")
                .tags("cache", "holders", "reason", "unserializable")
                .functionCounter()
                .count())
        .isEqualTo(1);
  }

  @Test
  void getAll_failsBeforeItsDeadline_leavesNoTimer() throws Exception {
    Cache<Object> odd = caches().open("odd", new JsonCodec<>(Object.class), 1);
    Loader<Object> bad =
        wanted ->
            Future.succeededFuture(List.of(Loader.Loaded.of(new Object(), Duration.ofSeconds(1))));
    Deadlines hour = Deadlines.hard(Duration.ofHours(1));
    Throwable refused =
        await(
            odd.getAll(List.of("a"), null, hour, bad)
                .transform(done -> Future.succeededFuture(done.cause())));
    assertThat(refused).isInstanceOf(UnserializableException.class);
    assertThat(clock.armed()).isZero();
  }
}
