package dev.windsock.cache;

import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The caches of one process, which reach Redis through a network of their own that can fail. */
final class Instance {
  static final Keys KEYS = new Keys("ws", 1);

  final FaultProxy proxy;
  final SupervisedLink link;
  final SupervisedLink log;
  final Caches caches;
  final Cache<String> things;
  private final Vertx vertx;

  private Instance(
      Vertx vertx,
      FaultProxy proxy,
      CacheOptions options,
      UnaryOperator<Invalidations.Sink> sinks) {
    VertxClock clock = new VertxClock(vertx);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    RedisOptions redis = proxy.options();
    this.vertx = vertx;
    this.proxy = proxy;
    this.link = new SupervisedLink(vertx, clock, redis, registry);
    this.log = new SupervisedLink(vertx, clock, Invalidations.options(redis), registry, "log");
    this.caches = new Caches(vertx, clock, link, KEYS, options, registry);
    this.things = caches.open("things", new JsonCodec<>(String.class), 1);
    new Invalidations(
            log,
            clock,
            KEYS.bucketKey(0, "log"),
            caches.self(),
            sinks.apply(caches.sink(0, news -> {})))
        .start();
  }

  /** As the service makes it; up when this returns. */
  static Instance start(Vertx vertx, int redisPort, CacheOptions options) throws Exception {
    return start(vertx, redisPort, options, sink -> sink);
  }

  /**
   * One that hears the log in another way.
   *
   * @param sinks wraps what takes the log's news
   */
  static Instance start(
      Vertx vertx, int redisPort, CacheOptions options, UnaryOperator<Invalidations.Sink> sinks)
      throws Exception {
    Instance started = new Instance(vertx, FaultProxy.start(vertx, redisPort), options, sinks);
    await(started.link.start());
    await(started.log.start());
    await(started.until(started::connected));
    return started;
  }

  boolean connected() {
    return link.state() instanceof LinkState.Up && log.state() instanceof LinkState.Up;
  }

  long owed() {
    return caches.stats().getJsonObject("missed").getLong("writes");
  }

  /** Completes when Redis has answered over the link, however often it takes. */
  Future<Void> answered() {
    return until(() -> link.state() instanceof LinkState.Up)
        .compose(up -> link.send(Request.cmd(Command.PING)))
        .transform(pong -> pong.succeeded() ? Future.succeededFuture() : answered());
  }

  /** Completes when it is so. */
  Future<Void> until(BooleanSupplier so) {
    return Waiting.until(vertx, so);
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  /** The value alone, which must be there. */
  static String value(Future<List<Cached<String>>> asked) throws Exception {
    return Objects.requireNonNull(await(asked).get(0).value());
  }
}
