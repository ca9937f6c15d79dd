package dev.windsock.cache;

import dev.windsock.bus.CacheMessages.CacheGetAll;
import dev.windsock.bus.CacheMessages.CachePut;
import dev.windsock.bus.CacheMessages.CachePutAll;
import dev.windsock.bus.CacheMessages.CacheStored;
import dev.windsock.bus.CacheMessages.CacheValue;
import dev.windsock.bus.CacheMessages.CacheValues;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A cache of any JSON for the other verticles: nothing loads it, it is put and gotten. */
final class BusCache {
  private static final int MAX_KEYS = 1000;
  private static final int MAX_KEY_LENGTH = 65_536;

  /** Nothing to load from: what is missing stays missing, and that is not remembered. */
  private static final Loader<Object> NOTHING =
      wanted -> {
        List<Loaded<Object>> none = new ArrayList<>(wanted.size());
        wanted.forEach(id -> none.add(Loaded.failed(Problem.NOT_FOUND, Duration.ZERO, null)));
        return Future.succeededFuture(none);
      };

  private final Cache<Object> cache;
  private final Clock clock;

  BusCache(Cache<Object> cache, Clock clock) {
    this.cache = cache;
    this.clock = clock;
  }

  Future<CacheValue> get(String key) {
    check(key);
    return getAll(new CacheGetAll(List.of(key))).map(all -> all.values().get(0));
  }

  Future<CacheValues> getAll(CacheGetAll request) {
    if (request.keys() == null) {
      throw new InvalidValueException("keys", "null", "an array of texts");
    }
    Check.range("keys", request.keys().size(), 0, MAX_KEYS);
    request.keys().forEach(BusCache::check);
    return cache
        .getAll(request.keys(), null, NOTHING)
        .map(
            all -> {
              long nowMillis = clock.millis();
              List<CacheValue> values = new ArrayList<>(all.size());
              for (int i = 0; i < all.size(); i++) {
                Cached<Object> one = all.get(i);
                // A problem means that it may have been changed, and that nobody can be asked.
                boolean there = one.problem() == null && nowMillis < one.freshUntilMillis();
                values.add(
                    new CacheValue(
                        request.keys().get(i),
                        there ? one.value() : null,
                        there ? Math.max(0, nowMillis - one.storedAtMillis()) : null));
              }
              return new CacheValues(values);
            });
  }

  Future<CacheValue> put(CachePut request) {
    check(request.key());
    if (request.value() == null) {
      throw new InvalidValueException("value", "null", "any other JSON value");
    }
    Object value = plain(request.value());
    return cache
        .putAll(Map.of(request.key(), value), ttl(request.ttlMillis()), tags(request.tags()))
        .map(stored -> new CacheValue(request.key(), value, 0L));
  }

  Future<CacheStored> putAll(CachePutAll request) {
    if (request.values() == null) {
      throw new InvalidValueException("values", "null", "an object of values by their keys");
    }
    Check.range("values", request.values().size(), 0, MAX_KEYS);
    Map<String, Object> values = new LinkedHashMap<>();
    request
        .values()
        .forEach(
            (key, value) -> {
              check(key);
              if (value == null) {
                throw new InvalidValueException("values." + key, "null", "any other JSON value");
              }
              values.put(key, plain(value));
            });
    return cache
        .putAll(values, ttl(request.ttlMillis()), tags(request.tags()))
        .map(stored -> new CacheStored(values.size()));
  }

  /** Removes keys, or only counts those that are there. */
  Future<Invalidated> invalidate(List<String> keys, boolean dryRun) {
    Check.range("keys", keys.size(), 0, MAX_KEYS);
    keys.forEach(BusCache::check);
    return dryRun
        ? getAll(new CacheGetAll(keys))
            .map(
                all ->
                    new Invalidated(
                        all.values().stream().filter(one -> one.value() != null).count(), true))
        : cache.invalidate(keys).map(removed -> new Invalidated(removed, false));
  }

  private static Duration ttl(long millis) {
    Check.range("ttl_millis", millis, 1, Duration.ofDays(30).toMillis());
    return Duration.ofMillis(millis);
  }

  private static List<String> tags(@Nullable List<String> tags) {
    return tags == null ? List.of() : tags;
  }

  private static void check(@Nullable String key) {
    if (key == null || key.isEmpty() || key.length() > MAX_KEY_LENGTH) {
      throw new InvalidValueException(
          "key", key == null ? "null" : key, "a text of 1 to " + MAX_KEY_LENGTH + " characters");
    }
  }

  private static Object plain(Object value) {
    if (value instanceof JsonObject object) {
      return object.getMap();
    }
    return value instanceof JsonArray array ? array.getList() : value;
  }
}
