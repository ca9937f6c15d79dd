package dev.windsock.cache;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
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
  Future<List<Cached<V>>> getAll(List<String> ids, @Nullable Duration maxAge, Loader<V> loader);

  /** The value in the near level if it is fresh, else null. No I/O, no waiting. */
  @Nullable V peek(String id);

  /**
   * Replaces a value by what a function makes of the present one (null when there is none), on both
   * levels, and announces the change. The function may run more than once when others change the
   * same value, and must be pure.
   *
   * @param ttl how long the new value is fresh
   * @return the new value
   */
  Future<V> update(String id, Duration ttl, UnaryOperator<@Nullable V> change);

  /**
   * Removes values on both levels, here and on every other instance. Returns how many were known.
   */
  Future<Long> invalidate(List<String> ids);
}
