package dev.windsock.cache;

import dev.windsock.bench.BenchRedis;
import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.CacheGet;
import dev.windsock.bus.CacheMessages.CachePut;
import dev.windsock.bus.CacheMessages.CacheValue;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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

/** A near hit asked for over the event bus, from another event loop: the goal is 30 µs. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BusHitBenchmark {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final Chain chain = new Chain(vertx);
  private final CacheGet question = new CacheGet("stocktwits:AAPL:rules-1");

  @Setup
  public void open() {
    VertxClock clock = new VertxClock(vertx);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    CacheOptions options =
        new CacheOptions(
            64 << 20, Duration.ofMinutes(1), Duration.ofHours(24), 0.1, 1 << 10, 1 << 20, 1);
    NoLink link = new NoLink();
    Caches caches = new Caches(vertx, clock, link, new Keys("ws", 1), options, registry);
    RedisOptions none = BenchRedis.none();
    vertx.deployVerticle(new CacheVerticle(clock, none, link, caches, registry)).await();
    CachePut put =
        new CachePut(question.key(), "x".repeat(1000), Duration.ofDays(1).toMillis(), null);
    bus.ask(Addresses.CACHE_PUT, put, CacheValue.class, 5_000).await();
  }

  @TearDown
  public void close() {
    vertx.close();
  }

  @Benchmark
  @OperationsPerInvocation(Chain.LENGTH)
  public Object get() {
    return chain.run(() -> bus.ask(Addresses.CACHE_GET, question, CacheValue.class, 5_000));
  }
}
