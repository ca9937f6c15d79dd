package dev.windsock.cache;

import dev.windsock.bench.BenchRedis;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A hit in the far level beside a bare GET of the same bytes over the same client: the goal is 1.5
 * times. Needs a Redis, by default at redis://127.0.0.1:6379, or {@code
 * -Dwindsock.bench.redis=<uri>}; uses a namespace of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class FarHitBenchmark {
  private static final String URI =
      System.getProperty("windsock.bench.redis", "redis://127.0.0.1:6379");
  private static final String ID = "stocktwits:AAPL:rules-1";

  private final Vertx vertx = Vertx.vertx();
  private final Keys keys = new Keys("bench" + UUID.randomUUID(), 1);
  private final Chain chain = new Chain(vertx);
  private final Loader<String> loader =
      wanted ->
          Future.succeededFuture(
              wanted.stream()
                  .map(one -> Loaded.of("x".repeat(1000), Duration.ofMinutes(30)))
                  .toList());
  private @Nullable ReadThrough<String> cache;
  private @Nullable RedisConnection bare;
  private @Nullable Redis pool;

  @Setup
  public void open() {
    VertxClock clock = new VertxClock(vertx);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedisOptions redis = BenchRedis.at(URI, Duration.ofMillis(125));
    SupervisedLink link = new SupervisedLink(vertx, clock, redis, registry);
    Promise<Void> up = Promise.promise();
    link.listen(
        state -> {
          if (state instanceof LinkState.Up) {
            up.tryComplete();
          }
        });
    link.start();
    up.future().await();
    CacheOptions options =
        new CacheOptions(
            64 << 20, Duration.ofMinutes(1), Duration.ofHours(1), 0, 1 << 20, 1 << 20, 0);
    Caches caches = new Caches(vertx, clock, link, keys, options, registry);
    ReadThrough<String> opened =
        (ReadThrough<String>) caches.open("things", new JsonCodec<>(String.class), 1);
    opened.getAll(List.of(ID), null, loader).await();
    cache = opened;
    Redis client = Redis.createClient(vertx, URI);
    pool = client;
    bare = client.connect().await();
  }

  @TearDown
  public void close() {
    vertx.close();
  }

  private Request get() {
    return Request.cmd(Command.GET).arg(keys.key("things", "v", ID));
  }

  /** Over a connection of its own. */
  @Benchmark
  @OperationsPerInvocation(Chain.LENGTH)
  public Object bareGet() {
    RedisConnection connection = Objects.requireNonNull(bare);
    return chain.run(() -> connection.send(get()));
  }

  /** As the client's users write it, over its pool. */
  @Benchmark
  @OperationsPerInvocation(Chain.LENGTH)
  public Object pooledGet() {
    Redis client = Objects.requireNonNull(pool);
    return chain.run(() -> client.send(get()));
  }

  /** A miss in the near level, and a hit in the far one, decoded and kept near. */
  @Benchmark
  @OperationsPerInvocation(Chain.LENGTH)
  public Object farHit() {
    ReadThrough<String> opened = Objects.requireNonNull(cache);
    return chain.run(
        () -> {
          opened.levels().drop(ID);
          return opened.getAll(List.of(ID), null, loader);
        });
  }

  /** A hit in the near level, asked for in the same way. */
  @Benchmark
  @OperationsPerInvocation(Chain.LENGTH)
  public Object nearHit() {
    ReadThrough<String> opened = Objects.requireNonNull(cache);
    return chain.run(() -> opened.getAll(List.of(ID), null, loader));
  }
}
