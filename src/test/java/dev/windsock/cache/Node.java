package dev.windsock.cache;

import static dev.windsock.time.Waiting.await;

import dev.windsock.bus.Bus;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.time.Clock;
import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/** The caches of one process as the service has them: with their verticle, over a real Redis. */
final class Node {
  static final Duration TTL = Duration.ofMinutes(10);

  final Loading loading = new Loading();
  final Vertx vertx = Vertx.vertx();
  final Clock clock;
  final SupervisedLink link;
  final Caches caches;
  final Cache<String> things;
  private final AtomicInteger gaps = new AtomicInteger();

  private Node(RedisOptions options, Keys keys, UnaryOperator<Clock> clocks) {
    Bus.register(vertx);
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    clock = clocks.apply(new VertxClock(vertx));
    link = new SupervisedLink(vertx, clock, options, registry);
    caches = new Caches(vertx, clock, link, keys, FreshnessTest.options(0, 0), registry);
    things = caches.open("things", new JsonCodec<>(String.class), 1);
    caches.onChange("things", ids -> gaps.addAndGet(ids.isEmpty() ? 1 : 0));
    vertx.deployVerticle(new CacheVerticle(clock, options, link, caches, registry));
  }

  /** As the service makes it; up, and reading every log, when this returns. */
  static Node start(RedisOptions options, Keys keys) throws Exception {
    return start(options, keys, clock -> clock);
  }

  /**
   * One with another clock.
   *
   * @param clocks makes it of the real one
   */
  static Node start(RedisOptions options, Keys keys, UnaryOperator<Clock> clocks) throws Exception {
    Node started = new Node(options, keys, clocks);
    // Each log tells when it begins that anything may have changed before.
    started.until(() -> started.up() && started.gaps.get() >= keys.buckets());
    return started;
  }

  /** Options by which a Redis is away when its connection is, and not when a machine is busy. */
  static RedisOptions calm(RedisOptions options) {
    return options.waiting(Duration.ofSeconds(5));
  }

  /** Whether all of Redis is there. */
  boolean up() {
    return link.state() instanceof LinkState.Up
        && link.nodes().stream().allMatch(node -> node.state() instanceof LinkState.Up);
  }

  void untilDown() throws Exception {
    until(() -> link.state() instanceof LinkState.Down);
  }

  void untilUp() throws Exception {
    until(this::up);
  }

  /** Looks again until it is so. */
  void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  Cached<String> get(String id) throws Exception {
    return get(id, loading);
  }

  Cached<String> get(String id, Loader<String> loader) throws Exception {
    return await(things.getAll(List.of(id), null, loader)).get(0);
  }

  /**
   * Reads until it is near: until the log is heard nothing near counts, and what is read as the
   * news of its change comes is not kept.
   */
  void hold(String id) throws Exception {
    while (things.peek(id) == null) {
      get(id);
    }
  }

  void put(String id, String value) throws Exception {
    await(things.putAll(Map.of(id, value), TTL, List.of()));
  }

  /** All that was sent before has been answered. */
  void settled() throws Exception {
    await(link.send(Request.cmd(Command.PING)));
  }

  /** What Redis missed: writes, and removals by pattern. */
  long owed() {
    JsonObject missed = caches.stats().getJsonObject("missed");
    return missed.getLong("writes") + missed.getLong("removals");
  }

  JsonObject counts() {
    return caches.stats().getJsonObject("caches").getJsonObject("things");
  }

  Future<Void> close() {
    return vertx.close();
  }
}
