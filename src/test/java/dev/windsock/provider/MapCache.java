package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Cached;
import dev.windsock.cache.Deadlines;
import dev.windsock.cache.Loader;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A cache that is a map, and may be out of order. */
final class MapCache<V> implements Cache<V> {
  final Map<String, V> values = new ConcurrentHashMap<>();
  volatile boolean broken;

  @Override
  public Future<List<Cached<V>>> getAll(
      List<String> ids, @Nullable Duration maxAge, Deadlines deadlines, Loader<V> loader) {
    return Future.failedFuture(new UnsupportedOperationException());
  }

  @Override
  public @Nullable V peek(String id) {
    return values.get(id);
  }

  // Read from the class file, the interface's parameter has lost its annotation.
  @SuppressWarnings("NullAway")
  @Override
  public Future<V> update(
      String id, Duration ttl, List<String> tags, UnaryOperator<@Nullable V> change) {
    if (broken) {
      return Future.failedFuture("out of order");
    }
    // Twice, as when another instance got in between.
    assertThat(change.apply(values.get(id))).isNotNull();
    V changed = Objects.requireNonNull(change.apply(values.get(id)));
    values.put(id, changed);
    return Future.succeededFuture(changed);
  }

  @Override
  public Future<Void> putAll(Map<String, V> values, Duration ttl, List<String> tags) {
    this.values.putAll(values);
    return Future.succeededFuture();
  }

  @Override
  public Future<Integer> warm(List<String> ids, Duration within, Loader<V> loader) {
    return Future.succeededFuture(0);
  }

  @Override
  public Future<Long> invalidate(List<String> ids) {
    return Future.succeededFuture(0L);
  }

  @Override
  public Future<Long> invalidateTags(List<String> tags) {
    return Future.succeededFuture(0L);
  }
}
