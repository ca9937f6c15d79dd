package dev.windsock.cache;

import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;

/** Caches for tests that are about something else. */
public final class TestCaches {
  private TestCaches() {}

  /** In memory alone. */
  public static Caches memory(Vertx vertx, Clock clock) {
    return over(vertx, clock, new NoLink());
  }

  /** Over a link that the test starts. */
  public static Caches over(Vertx vertx, Clock clock, RedisLink link) {
    return new Caches(
        vertx,
        clock,
        link,
        new Keys("ws", 1),
        FreshnessTest.options(0, 0),
        new SimpleMeterRegistry());
  }
}
