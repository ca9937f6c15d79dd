package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The contract over a Redis that was killed a moment ago, whether the link knows it yet or not. */
class FallbackCacheIT extends WholeCacheContract {
  private @Nullable TestRedis redis;

  private SupervisedLink connected() throws Exception {
    TestRedis started = new TestRedis().start();
    redis = started;
    SupervisedLink link =
        new SupervisedLink(
            vertx, new VertxClock(vertx), started.options(), new SimpleMeterRegistry());
    RedisCacheIT.up(link);
    return link;
  }

  /** One that has noticed: what the moment before is like has tests of its own. */
  @Override
  RedisLink link() throws Exception {
    SupervisedLink link = connected();
    CompletableFuture<Void> down = new CompletableFuture<>();
    link.listen(
        state -> {
          if (state instanceof LinkState.Down) {
            down.complete(null);
          }
        });
    kill();
    down.get(10, TimeUnit.SECONDS);
    return link;
  }

  private void kill() throws Exception {
    TestRedis running = redis;
    if (running != null) {
      running.kill();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void getAll_redisWasKilledThisMoment_noCallerSeesAnError() throws Exception {
    SupervisedLink link = connected();
    Cache<String> cache = caches(link).open("things", new JsonCodec<>(String.class), 1);
    kill();
    assertThat(await(cache.getAll(List.of("a"), null, loading)).get(0).value()).isEqualTo("a#1");
    assertThat(await(cache.update("u", Duration.ofMinutes(1), earlier -> "x"))).isEqualTo("x");
    assertThat(cache.peek("u")).isEqualTo("x");
  }

  @Test
  void getAll_redisHangsMidway_noCallerSeesAnError() throws Exception {
    nanosToAnswer();
  }

  @Test
  @Tag("proof")
  void getAll_redisHangsMidway_allAreAnsweredSoon() throws Exception {
    assertThat(nanosToAnswer()).isLessThan(3_000_000_000L);
  }

  private long nanosToAnswer() throws Exception {
    SupervisedLink link = connected();
    Cache<String> cache = caches(link).open("things", new JsonCodec<>(String.class), 1);
    List<Future<?>> all = new ArrayList<>();
    long from = System.nanoTime();
    for (int i = 0; i < 300; i++) {
      if (i == 100 && redis != null) {
        redis.hang();
      }
      all.add(cache.getAll(List.of("k" + i), null, loading));
      all.add(cache.update("u" + i, Duration.ofMinutes(1), earlier -> "x"));
    }
    for (Future<?> one : all) {
      await(one);
    }
    long nanos = System.nanoTime() - from;
    assertThat(cache.peek("k299")).startsWith("k299#");
    assertThat(cache.peek("u299")).isEqualTo("x");
    return nanos;
  }
}
