package dev.windsock.cache;

import dev.windsock.bus.Messages.CacheGetAll;
import dev.windsock.bus.Messages.CachePut;
import dev.windsock.bus.Messages.CacheValue;
import dev.windsock.bus.Messages.CacheValues;
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
import java.util.List;
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
                boolean there = one.value() != null && nowMillis < one.freshUntilMillis();
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
    Check.range("ttl_millis", request.ttlMillis(), 1, Duration.ofDays(30).toMillis());
    if (request.value() == null) {
      throw new InvalidValueException("value", "null", "any other JSON value");
    }
    Object value = plain(request.value());
    return cache
        .update(request.key(), Duration.ofMillis(request.ttlMillis()), earlier -> value)
        .map(stored -> new CacheValue(request.key(), stored, 0L));
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
