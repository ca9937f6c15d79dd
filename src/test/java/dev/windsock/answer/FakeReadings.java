package dev.windsock.answer;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Cached;
import dev.windsock.cache.Deadlines;
import dev.windsock.cache.Loader;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A cache of readings in a map: loads what it lacks or what is too old, remembers failures not. */
public final class FakeReadings implements Cache<Reading> {
  private record Held(Reading reading, long storedAtMillis, long freshUntilMillis) {}

  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final Clock clock;

  /** How often the loader was called. */
  public int loads;

  private final Map<String, Loader.Loaded<Reading>> lastLoaded = new HashMap<>();

  public FakeReadings(Clock clock) {
    this.clock = clock;
  }

  /** What the loader said last of an id. */
  public Loader.Loaded<Reading> lastLoaded(String id) {
    return Objects.requireNonNull(lastLoaded.get(id), id);
  }

  @Override
  public Future<List<Cached<Reading>>> getAll(
      List<String> ids, @Nullable Duration maxAge, Deadlines deadlines, Loader<Reading> loader) {
    List<Loader.Wanted<Reading>> wanted = new ArrayList<>();
    for (String id : ids) {
      Held one = held.get(id);
      boolean old =
          one != null && maxAge != null && clock.millis() - one.storedAtMillis > maxAge.toMillis();
      if (one == null || old || clock.millis() >= one.freshUntilMillis) {
        wanted.add(new Loader.Wanted<>(id, one == null ? null : one.reading));
      }
    }
    if (wanted.isEmpty()) {
      return Future.succeededFuture(ids.stream().map(this::near).toList());
    }
    loads++;
    return loader
        .load(wanted)
        .map(
            loaded -> {
              for (int i = 0; i < wanted.size(); i++) {
                Loader.Loaded<Reading> one = loaded.get(i);
                lastLoaded.put(wanted.get(i).id(), one);
                if (one.value() != null) {
                  put(wanted.get(i).id(), one.value(), one.ttl());
                }
              }
              return ids.stream().map(this::result).toList();
            });
  }

  private Cached<Reading> result(String id) {
    Loader.Loaded<Reading> loaded = lastLoaded.get(id);
    if (loaded == null || loaded.problem() == null) {
      return near(id);
    }
    Held one = held.get(id);
    return one == null
        ? new Cached<>(null, 0, 0, Cached.Level.NONE, loaded.problem(), loaded.retryAtMillis())
        : new Cached<>(
            one.reading,
            one.storedAtMillis,
            one.freshUntilMillis,
            Cached.Level.NEAR,
            loaded.problem(),
            loaded.retryAtMillis());
  }

  private Cached<Reading> near(String id) {
    Held one = Objects.requireNonNull(held.get(id), id);
    return new Cached<>(
        one.reading, one.storedAtMillis, one.freshUntilMillis, Cached.Level.NEAR, null, null);
  }

  public void put(String id, Reading reading, Duration ttl) {
    held.put(id, new Held(reading, clock.millis(), clock.millis() + ttl.toMillis()));
  }

  @Override
  public @Nullable Reading peek(String id) {
    Held one = held.get(id);
    return one == null ? null : one.reading;
  }

  @Override
  @SuppressWarnings("NullAway")
  public Future<Reading> update(
      String id, Duration ttl, List<String> tags, UnaryOperator<@Nullable Reading> change) {
    Reading next = Objects.requireNonNull(change.apply(peek(id)), "a change gives a reading");
    put(id, next, ttl);
    return Future.succeededFuture(next);
  }

  @Override
  public Future<Long> invalidate(List<String> ids) {
    ids.forEach(held::remove);
    return Future.succeededFuture((long) ids.size());
  }

  @Override
  public Future<Void> putAll(Map<String, Reading> values, Duration ttl, List<String> tags) {
    values.forEach((id, reading) -> put(id, reading, ttl));
    return Future.succeededFuture();
  }

  @Override
  public Future<Integer> warm(List<String> ids, Duration within, Loader<Reading> loader) {
    List<String> wanted =
        ids.stream()
            .filter(
                id -> {
                  Held one = held.get(id);
                  return one == null || one.freshUntilMillis <= clock.millis() + within.toMillis();
                })
            .toList();
    wanted.forEach(held::remove);
    return getAll(wanted, null, loader).map(wanted.size());
  }

  @Override
  public Future<Long> invalidateTags(List<String> tags) {
    long before = held.size();
    held.keySet().removeIf(id -> tags.stream().anyMatch((":" + id + ":")::contains));
    return Future.succeededFuture(before - held.size());
  }
}
