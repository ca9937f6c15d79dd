package dev.windsock.cache;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A read-through cache of one kind of value. The cache alone stores: what is missing or too old is
 * loaded through the loader, at most once at a time for each id. Thread-safe; futures complete on
 * the caller's context.
 *
 * @param <V> an immutable value
 */
public interface Cache<V> {
  /**
   * Values by ids, one for each and in their order; never fails for what a loader could not load.
   *
   * <p>A fresh value is given as it is. One that is past its TTL is given as it is and refreshed
   * behind the caller's back while it may be (stale while revalidate); past that the caller waits
   * for the loader, and gets the stale value with the problem if loading fails (stale if error).
   *
   * @param ids within this cache, any text
   * @param maxAge values older than this are loaded first; null for the TTL that they were stored
   *     with
   * @param loader loads what is missing, all of it in one call
   */
  default Future<List<Cached<V>>> getAll(
      List<String> ids, @Nullable Duration maxAge, Loader<V> loader) {
    return getAll(ids, maxAge, Deadlines.NONE, loader);
  }

  /**
   * The same, but no longer than a caller can wait: after the soft deadline it gets the stale
   * values that there are, after the hard one what there is, the rest as timed out. Loading goes
   * on.
   */
  Future<List<Cached<V>>> getAll(
      List<String> ids, @Nullable Duration maxAge, Deadlines deadlines, Loader<V> loader);

  /** The value in the near level if it is fresh, else null. No I/O, no waiting. */
  @Nullable V peek(String id);

  /**
   * The value in the near level, fresh or not, unless another instance is known to have changed it
   * since; else null. No I/O, no waiting.
   */
  default @Nullable V held(String id) {
    return peek(id);
  }

  /**
   * Replaces a value by what a function makes of the present one (null when there is none), on both
   * levels, and announces the change. The function may run more than once when others change the
   * same value, and must be pure.
   *
   * @param ttl how long the new value is fresh
   * @return the new value
   */
  default Future<V> update(String id, Duration ttl, UnaryOperator<@Nullable V> change) {
    return update(id, ttl, List.of(), change);
  }

  /**
   * The same, with tags by which the value can be invalidated beside its id.
   *
   * @return fails, the earlier value staying as it is, with an {@link UnserializableException} for
   *     a value that cannot be written and an {@link dev.windsock.option.InvalidValueException} for
   *     one that is too large; and as {@link Caches#openWhole} says, where it was opened so
   */
  Future<V> update(String id, Duration ttl, List<String> tags, UnaryOperator<@Nullable V> change);

  /**
   * Replaces values whatever they were, all in one round-trip for each node of Redis, and announces
   * them.
   *
   * @return fails as {@link #update} does, when all are done, with the first one's failure; of the
   *     others nothing is lost
   */
  Future<Void> putAll(Map<String, V> values, Duration ttl, List<String> tags);

  /**
   * Loads behind the callers' backs what is missing or will not be fresh any more in a while, all
   * in one call of the loader; what just failed is left alone.
   *
   * @param within how soon it must end to be refreshed
   * @return how many are loaded, when that is done
   */
  Future<Integer> warm(List<String> ids, Duration within, Loader<V> loader);

  /**
   * Removes values on both levels, here and on every other instance. Returns how many were known.
   */
  Future<Long> invalidate(List<String> ids);

  /**
   * Makes void everything that carries one of these tags, on both levels and on every instance,
   * also what is being loaded now; by a barrier in time, so that it costs the same however many
   * there are. Returns how many were near; those in Redis are not counted.
   */
  Future<Long> invalidateTags(List<String> tags);
}
