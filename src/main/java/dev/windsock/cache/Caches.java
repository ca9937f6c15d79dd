package dev.windsock.cache;

import dev.windsock.bus.CacheMessages.CacheInvalidated;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.CacheStats.Count;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  private final Bearings bearings;
  private final Census census;
  private final Outage outage;
  private final Packer packer = Packer.best();
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
    this.outage = new Outage(link, clock);
    this.freshness = freshness(options);
    this.near =
        new Near(
            clock,
            options.nearMaxBytes(),
            entry -> this.freshness.goneAtMillis(entry),
            this::evicted);
    this.bearings =
        new Bearings(link, clock, keys, self, new RedisTime(clock), new Barriers(Barriers.MAX));
    this.missed = new Missed(link, Missed.MAX_WRITES, Missed.MAX_BYTES);
    this.recovery = new Recovery(clock, link, missed, keys, self);
    this.removals = new Removals(vertx, link, keys, self, near, recovery, bearings);
    this.census = new Census(vertx, link, keys, near);
    this.meters = new CacheMeters(registry);
    meters.bind(near);
  }

  private Freshness freshness(CacheOptions next) {
    return new Freshness(next, () -> ThreadLocalRandom.current().nextDouble(), outage::sinceMillis);
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
    return open(name, codec, schema, false);
  }

  /**
   * The same for values that grow over weeks, so that one made without what lies in Redis would be
   * a loss. Where there is Redis and it does not answer, {@link Cache#update} and {@link
   * Cache#putAll} change nothing and fail with {@link Problem#UNAVAILABLE}: whoever has something
   * to add keeps it and comes again.
   */
  public <V> Cache<V> openWhole(String name, Codec<V> codec, int schema) {
    return open(name, codec, schema, !(link instanceof NoLink));
  }

  private <V> Cache<V> open(String name, Codec<V> codec, int schema, boolean whole) {
    if (schema < 0 || schema > 0xffff) {
      throw new InvalidValueException("schema", schema, "0 to 65535");
    }
    CacheStats stats = new CacheStats(name);
    Far<V> far =
        new Far<>(
            vertx, link, keys, name, self, codec, schema, () -> options, stats, bearings, packer);
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
                () -> options,
                missed,
                bearings.barriers,
                stats),
            removals,
            whole);
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

  /** The same with what each cache has on each level counted just now. */
  Future<JsonObject> counted() {
    return count().map(done -> stats());
  }

  private Future<Void> count() {
    return census.take(open.values().stream().map(cache -> cache.levels().stats).toList());
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
        .put(
            "far",
            new JsonObject()
                .put("packing", packer.packing().name().toLowerCase(Locale.ROOT))
                .put("clock_shift_ms", bearings.time.shiftMillis()))
        .put("tags", new JsonObject().put("barriers", bearings.barriers.size()))
        .put(
            "missed",
            new JsonObject()
                .put("writes", missed.size())
                .put("bytes", missed.bytes())
                .put("removals", recovery.sweeps()))
        .put("caches", caches);
  }

  /**
   * Removes, or only counts, on both levels and on every instance: what carries a tag, in all
   * caches; or what matches every other part that is given. By a tag only what is near is counted.
   *
   * @throws InvalidValueException when no part is given, or a tag and another
   */
  public Future<Invalidated> invalidate(Invalidate request) {
    String tag = request.tag();
    boolean dryRun = request.dryRun();
    List<Future<Long>> all = new ArrayList<>();
    if (tag != null) {
      if (request.symbol() != null || request.source() != null || request.pattern() != null) {
        throw new InvalidValueException("tag", tag, "alone, without symbol, source or pattern");
      }
      Tags.check(tag);
      open.values().forEach(cache -> all.add(removals.tags(cache.levels(), List.of(tag), dryRun)));
    } else {
      Selection selection = Selection.of(request);
      open.values().forEach(cache -> all.add(removals.remove(cache.levels(), selection, dryRun)));
    }
    return Future.all(all)
        .map(
            done -> new Invalidated(all.stream().mapToLong(count -> count.result()).sum(), dryRun));
  }

  /** Drops what has expired, measures and counts; to be called now and then. */
  void sweep() {
    near.sweep();
    recovery.retry();
    near.deaf().forEach(recovery::mark);
    bearings.measure();
    count();
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
    RedisLink data = link.at(keys.bucketKey(bucket, "log"));
    Hearing hearing = new Hearing(near, recovery, clock, bucket, data);
    return new Remote(near, open, removals, hearing, bearings.time, bucket, told);
  }
}
