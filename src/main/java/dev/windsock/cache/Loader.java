package dev.windsock.cache;

import dev.windsock.sentiment.Problem;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Loads what a cache misses. */
@FunctionalInterface
public interface Loader<V> {
  /**
   * An id to load.
   *
   * @param earlier the value that is too old, to go on from; null when there is none
   */
  record Wanted<V>(String id, @Nullable V earlier) {}

  /**
   * What came of loading one id: a value or a problem.
   *
   * @param value the value, or null with a problem
   * @param ttl how long the value is fresh, or the problem is remembered
   * @param problem why there is no value, or null with a value
   * @param retryAtMillis with a problem, wall time in ms from which trying again makes sense, if
   *     known
   */
  record Loaded<V>(
      @Nullable V value, Duration ttl, @Nullable Problem problem, @Nullable Long retryAtMillis) {
    /** Loaded. */
    public static <V> Loaded<V> of(V value, Duration ttl) {
      return new Loaded<>(value, ttl, null, null);
    }

    /** Not loaded. */
    public static <V> Loaded<V> failed(
        Problem problem, Duration ttl, @Nullable Long retryAtMillis) {
      return new Loaded<>(null, ttl, problem, retryAtMillis);
    }
  }

  /**
   * Loads ids, all in one call.
   *
   * @return one result for each, in their order; a failed future counts as that problem for all
   */
  Future<List<Loaded<V>>> load(List<Wanted<V>> wanted);
}
