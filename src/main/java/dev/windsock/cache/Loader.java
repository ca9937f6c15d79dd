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
   * @param ttl how long the value is fresh, or the problem is remembered; negative with a problem
   *     for as long as problems of its kind are
   * @param problem why there is no value, or null with a value
   * @param retryAtMillis with a problem, wall time in ms from which trying again makes sense, if
   *     known
   * @param tags what the value can be invalidated by, beside its id: at most {@value Tags#MAX},
   *     each of 1 to {@value Tags#MAX_LENGTH} characters
   * @param exact whether the TTL must not grow while refreshing brings equal values
   */
  record Loaded<V>(
      @Nullable V value,
      Duration ttl,
      @Nullable Problem problem,
      @Nullable Long retryAtMillis,
      List<String> tags,
      boolean exact) {
    private static final Duration BY_KIND = Duration.ofMillis(-1);

    public Loaded {
      tags = Tags.checked(tags);
    }

    /** Loaded. */
    public static <V> Loaded<V> of(V value, Duration ttl) {
      return new Loaded<>(value, ttl, null, null, List.of(), false);
    }

    /** Loaded, to be invalidated by tags, too. */
    public static <V> Loaded<V> of(V value, Duration ttl, List<String> tags) {
      return new Loaded<>(value, ttl, null, null, tags, false);
    }

    /** Not loaded. */
    public static <V> Loaded<V> failed(
        Problem problem, Duration ttl, @Nullable Long retryAtMillis) {
      return new Loaded<>(null, ttl, problem, retryAtMillis, List.of(), true);
    }

    /** Not loaded, and remembered as long as problems of its kind are. */
    public static <V> Loaded<V> failed(Problem problem, @Nullable Long retryAtMillis) {
      return failed(problem, BY_KIND, retryAtMillis);
    }

    /** The same, fresh for exactly its TTL. */
    public Loaded<V> exactly() {
      return new Loaded<>(value, ttl, problem, retryAtMillis, tags, true);
    }
  }

  /**
   * Loads ids, all in one call.
   *
   * @return one result for each, in their order; a failed future counts as that problem for all
   */
  Future<List<Loaded<V>>> load(List<Wanted<V>> wanted);
}
