package dev.windsock.cache;

import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Flights.Flight;
import org.jspecify.annotations.Nullable;

/** One id of a round, on its way to a value. */
final class Seat<V> {
  final Flight<V> flight;

  /** The fence's stamp from before anything was read. */
  final int stamp;

  /** The best value so far. */
  @Nullable Entry<V> earlier;

  /** What was seen in Redis; others may have it near. */
  @Nullable Entry<V> lying;

  /** What a store must find in Redis; null when Redis did not answer. */
  @Nullable Object expected;

  /** The lease under which it is loaded, or empty. */
  String token = "";

  /** Whether another instance was found loading it. */
  boolean waited;

  Seat(Flight<V> flight, int stamp, @Nullable Entry<V> earlier) {
    this.flight = flight;
    this.stamp = stamp;
    this.earlier = earlier;
  }

  String id() {
    return flight.id;
  }

  /** What the callers get when the value could not be refreshed. */
  Cached<V> despite(Levels<V> levels, Failure failure, long nowMillis) {
    Entry<V> value = earlier;
    if (value == null) {
      return Entry.<V>failed(failure, 0).cachedDespite(failure, Level.NONE, false);
    }
    return value.cachedDespite(
        failure,
        levels.near(id()) != null ? Level.NEAR : Level.FAR,
        levels.freshness().usableOnError(value, nowMillis));
  }
}
