package dev.windsock.cache;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.CacheMessages.CacheGet;
import dev.windsock.bus.CacheMessages.CacheGetAll;
import dev.windsock.bus.CacheMessages.CacheInvalidated;
import dev.windsock.bus.CacheMessages.CachePut;
import dev.windsock.bus.CacheMessages.CachePutAll;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.Messages.RedisMoved;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.LinkState.Down;
import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Owns the life of the caches: starts the link and the reading of the log, serves the cache's
 * addresses, and announces when Redis is lost or found and when entries were removed. One instance
 * a process.
 */
public final class CacheVerticle extends VerticleBase {
  private static final long SWEEP_NANOS = 10_000_000_000L;

  private final Clock clock;
  private final RedisOptions redis;
  private final RedisLink link;
  private final Caches caches;
  private final MeterRegistry registry;
  private final List<SupervisedLink> logLinks = new CopyOnWriteArrayList<>();

  // Touched on the link's context alone.
  private boolean found;
  private boolean told;
  private Clock.@Nullable Timer sweeping;

  /**
   * @param redis how the log of invalidations is reached
   * @param link the link that the caches use; started and closed here
   */
  public CacheVerticle(
      Clock clock, RedisOptions redis, RedisLink link, Caches caches, MeterRegistry registry) {
    this.clock = clock;
    this.redis = redis;
    this.link = link;
    this.caches = caches;
    this.registry = registry;
  }

  @Override
  public Future<?> start() {
    Bus bus = Bus.of(vertx);
    serve(bus);
    sweeping = clock.every(SWEEP_NANOS, caches::sweep);
    if (!(link instanceof SupervisedLink supervised)) {
      return Future.succeededFuture();
    }
    supervised.listen(state -> announce(bus, state));
    List<Future<Void>> started = new ArrayList<>();
    started.add(supervised.start());
    Keys keys = caches.keys();
    for (int bucket = 0; bucket < keys.buckets(); bucket++) {
      started.add(read(bus, bucket, keys.bucketKey(bucket, "log"), keys.buckets() == 1));
    }
    return Future.all(started);
  }

  /** A read waits in Redis and would hold up that of another log: each has a link of its own. */
  private Future<Void> read(Bus bus, int bucket, String key, boolean only) {
    String name = only ? "log" : "log-" + bucket;
    SupervisedLink log =
        SupervisedLink.to(key, vertx, clock, Invalidations.options(redis), registry, name);
    logLinks.add(log);
    new Invalidations(
            log,
            clock,
            key,
            caches.self(),
            caches.sink(bucket, news -> bus.announce(Addresses.CACHE_INVALIDATED, news)))
        .start();
    return log.start();
  }

  /** Takes other credentials, used from the next connections on. On the verticle's context. */
  public void reconfigure(RedisOptions next) {
    if (link instanceof SupervisedLink supervised) {
      supervised.reconfigure(next);
    }
    logLinks.forEach(log -> log.reconfigure(Invalidations.options(next)));
  }

  private void serve(Bus bus) {
    BusCache shared = new BusCache(caches.open("bus", new JsonCodec<>(Object.class), 1), clock);
    bus.serve(Addresses.CACHE_GET, CacheGet.class, request -> shared.get(request.key()));
    bus.serve(Addresses.CACHE_GET_ALL, CacheGetAll.class, shared::getAll);
    bus.serve(Addresses.CACHE_PUT, CachePut.class, shared::put);
    bus.serve(Addresses.CACHE_PUT_ALL, CachePutAll.class, shared::putAll);
    bus.serve(Addresses.CACHE_STATS, Nothing.class, request -> caches.counted());
    bus.serve(
        Addresses.CACHE_INVALIDATE, Invalidate.class, request -> invalidate(bus, shared, request));
  }

  private Future<Invalidated> invalidate(Bus bus, BusCache shared, Invalidate request) {
    return remove(shared, request)
        .onSuccess(
            done -> {
              if (!done.dryRun()) {
                bus.announce(
                    Addresses.CACHE_INVALIDATED,
                    new CacheInvalidated(
                        request.symbol(), request.source(), done.removed(), "local"));
              }
            });
  }

  private Future<Invalidated> remove(BusCache shared, Invalidate request) {
    List<String> keys = request.keys();
    if (keys == null) {
      return caches.invalidate(request);
    }
    if (!request.equals(new Invalidate(null, null, null, null, keys, request.dryRun()))) {
      throw new InvalidValueException("keys", keys.size() + " keys", "alone, without other parts");
    }
    return shared.invalidate(keys, request.dryRun());
  }

  /** Tells of the way between up and down, not of what else changes in either. */
  private void announce(Bus bus, LinkState state) {
    if (state instanceof Up && !found) {
      found = true;
      bus.announce(Addresses.REDIS_FOUND, new RedisMoved(state.label(), "Redis answers"));
    } else if (state instanceof Down down && (found || !told)) {
      found = false;
      told = true;
      bus.announce(Addresses.REDIS_LOST, new RedisMoved(state.label(), down.reason()));
    }
  }

  @Override
  public Future<?> stop() {
    if (sweeping != null) {
      sweeping.cancel();
    }
    List<Future<Void>> closed = new ArrayList<>();
    logLinks.forEach(log -> closed.add(log.close()));
    if (link instanceof SupervisedLink supervised) {
      closed.add(supervised.close());
    }
    return Future.join(closed);
  }
}
