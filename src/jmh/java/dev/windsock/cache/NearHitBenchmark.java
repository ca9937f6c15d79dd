package dev.windsock.cache;

import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A hit in the near level: the goal is 150 ns and one allocation. Run with {@code -prof gc}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class NearHitBenchmark {
  private static final int IDS = 1024;

  private final Vertx vertx = Vertx.vertx();
  private final String[] ids = new String[IDS];
  private final Loader<String> loader =
      wanted ->
          Future.succeededFuture(
              wanted.stream().map(one -> Loaded.of(one.id(), Duration.ofDays(1))).toList());
  private @Nullable Cache<String> cache;
  private int next;

  @Setup
  public void fill() {
    CacheOptions options =
        new CacheOptions(
            64 << 20, Duration.ofMinutes(1), Duration.ofHours(24), 0.1, 1 << 10, 1 << 20, 1);
    Caches caches =
        new Caches(
            vertx,
            new VertxClock(vertx),
            new NoLink(),
            new Keys("ws", 1),
            options,
            new SimpleMeterRegistry());
    Cache<String> opened = caches.open("readings", new JsonCodec<>(String.class), 1);
    for (int i = 0; i < IDS; i++) {
      ids[i] = "stocktwits:SYM" + i + ":rules-1";
    }
    opened.getAll(List.of(ids), null, loader);
    cache = opened;
  }

  @TearDown
  public void close() {
    vertx.close();
  }

  /** One value, without a future. */
  @Benchmark
  public @Nullable Object peek() {
    Cache<String> filled = cache;
    return filled == null ? null : filled.peek(ids[next++ & (IDS - 1)]);
  }

  /** One value as every caller asks for it. */
  @Benchmark
  public @Nullable Object getAll() {
    Cache<String> filled = cache;
    return filled == null ? null : filled.getAll(List.of(ids[next++ & (IDS - 1)]), null, loader);
  }
}
