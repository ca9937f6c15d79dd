package dev.windsock.cache;

import dev.windsock.bus.Messages.CacheInvalidated;
import dev.windsock.bus.Messages.Invalidate;
import dev.windsock.bus.Messages.Invalidated;
import dev.windsock.cache.CacheStats.Count;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * All caches of a process: they share one near level (and so one budget of bytes) and one link to
 * Redis. Thread-safe.
 *
 * <pre>{@code
 * Caches caches = new Caches(vertx, clock, link, new Keys("ws", 1), options, registry);
 * Cache<Reading> readings = caches.open("readings", new JsonCodec<>(Reading.class), 1);
 * readings.getAll(List.of("stocktwits:AAPL:rules-1"), null, wanted -> ask(wanted));
 * }</pre>
 */
public final class Caches {
  private final Vertx vertx;
  private final Clock clock;
  private final RedisLink link;
  private final Keys keys;
  private final String self = UUID.randomUUID().toString();
  private final Near near;
  private final Missed missed;
  private final Recovery recovery;
  private final Removals removals;
  private final CacheMeters meters;
  private final Map<String, ReadThrough<?>> open = new ConcurrentHashMap<>();
  private volatile CacheOptions options;
  private volatile Freshness freshness;

  /**
   * Opens no cache yet and connects to nothing.
   *
   * @param link the process's link; {@link dev.windsock.redis.NoLink} for memory alone
   * @param keys the namespace in Redis
   */
  public Caches(
      Vertx vertx,
      Clock clock,
      RedisLink link,
      Keys keys,
      CacheOptions options,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.clock = clock;
    this.link = link;
    this.keys = keys;
    this.options = options;
    this.freshness = freshness(options);
    this.near =
        new Near(
            clock,
            options.nearMaxBytes(),
            entry -> this.freshness.goneAtMillis(entry),
            this::evicted);
    this.missed = new Missed(link, Missed.MAX_WRITES, Missed.MAX_BYTES);
    this.recovery = new Recovery(clock, link, missed, keys, self);
    this.removals = new Removals(vertx, link, keys, self, near, recovery);
    this.meters = new CacheMeters(registry);
    meters.bind(near);
  }

  private static Freshness freshness(CacheOptions options) {
    return new Freshness(options, () -> ThreadLocalRandom.current().nextDouble());
  }

  private void evicted(Near.Place place, Entry<?> entry) {
    ReadThrough<?> cache = open.get(place.cache());
    if (cache != null) {
      cache.levels().stats.add(Count.NEAR_EVICTED);
      cache.levels().stats.add(Count.NEAR_EVICTED_BYTES, Near.weight(place, entry));
    }
  }

  /**
   * Opens a cache. Each name once.
   *
   * @param name lower-case letters
   * @param codec writes and reads its values
   * @param schema 0 to 65535; change it when the values' form changes, and entries of the other
   *     form are misses
   * @throws IllegalStateException when the name is taken
   */
  public <V> Cache<V> open(String name, Codec<V> codec, int schema) {
    if (schema < 0 || schema > 0xffff) {
      throw new InvalidValueException("schema", schema, "0 to 65535");
    }
    CacheStats stats = new CacheStats(name);
    Far<V> far = new Far<>(vertx, link, keys, name, self, codec, schema, () -> options, stats);
    ReadThrough<V> cache =
        new ReadThrough<>(
            vertx,
            new Levels<>(
                name,
                clock,
                near,
                far,
                new Leases<>(link, keys, name, self, far),
                codec,
                () -> freshness,
                missed,
                stats));
    if (open.putIfAbsent(name, cache) != null) {
      throw new IllegalStateException("a cache named " + name + " is open already");
    }
    meters.bind(stats);
    return cache;
  }

  /**
   * Tells a listener which ids of a cache changed or went: by a load, an update or an invalidation,
   * here or on another instance. An empty list means that any may have. Called on the thread that
   * changed them: be short.
   */
  public void onChange(String cache, Consumer<List<String>> listener) {
    ReadThrough<?> opened = open.get(cache);
    if (opened == null) {
      throw new IllegalStateException("no cache named " + cache + " is open");
    }
    opened.levels().listen(listener);
  }

  /** Takes new options into use at once; what is cached stays. */
  public void reconfigure(CacheOptions next) {
    options = next;
    freshness = freshness(next);
    near.resize(next.nearMaxBytes());
  }

  /** Every cache's counts by name, and the near level's size under {@code near}. */
  public JsonObject stats() {
    JsonObject caches = new JsonObject();
    open.forEach((name, cache) -> caches.put(name, cache.levels().stats.json()));
    return new JsonObject()
        .put(
            "near",
            new JsonObject()
                .put("entries", near.entries())
                .put("bytes", near.bytes())
                .put("max_bytes", options.nearMaxBytes()))
        .put("redis", link.state().label())
        .put("missed", new JsonObject().put("writes", missed.size()).put("bytes", missed.bytes()))
        .put("caches", caches);
  }

  /**
   * Removes, or only counts, the entries of all caches that match every part that is given, on both
   * levels and on every instance.
   *
   * @throws InvalidValueException when no part is given
   */
  public Future<Invalidated> invalidate(Invalidate request) {
    Selection selection = Selection.of(request);
    boolean dryRun = request.dryRun();
    List<Future<Long>> all = new ArrayList<>();
    for (ReadThrough<?> cache : open.values()) {
      all.add(removals.remove(cache.levels(), selection, dryRun));
    }
    return Future.all(all)
        .map(
            done -> new Invalidated(all.stream().mapToLong(count -> count.result()).sum(), dryRun));
  }

  /** Drops what has expired; to be called now and then. */
  void sweep() {
    near.sweep();
    recovery.retry();
  }

  /** Who this process is in the log. */
  String self() {
    return self;
  }

  Keys keys() {
    return keys;
  }

  /** What the other instances' log of one bucket changes here. */
  Invalidations.Sink sink(int bucket, Consumer<CacheInvalidated> told) {
    near.hears(bucket, false);
    recovery.follow();
    return new Remote(near, open, removals, recovery, bucket, told);
  }
}
