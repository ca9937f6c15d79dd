package dev.windsock.cache;

import dev.windsock.bus.Bus;
import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Far.Found;
import dev.windsock.cache.Flights.Flight;
import dev.windsock.cache.Loader.Loaded;
import dev.windsock.cache.Loader.Wanted;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the flights that one call leads land: asks the far level for all of them in one round-trip,
 * loads the rest in one call, keeps what was loaded on both levels. Every flight lands exactly once
 * and within {@link #LONGEST_NANOS}, whatever the loader does.
 */
final class Round<V> {
  /** A loader that has not answered by then has failed. */
  static final long LONGEST_NANOS = 60_000_000_000L;

  /** One id of the round. */
  private static final class Seat<V> {
    final Flight<V> flight;
    final int stamp;
    @Nullable Entry<V> earlier;
    @Nullable Object expected;

    Seat(Flight<V> flight, int stamp, @Nullable Entry<V> earlier) {
      this.flight = flight;
      this.stamp = stamp;
      this.earlier = earlier;
    }
  }

  private final Levels<V> levels;
  private final Loader<V> loader;
  private final long maxAgeMillis;
  private final boolean refresh;
  private final List<String> changed = new ArrayList<>();
  private final List<Runnable> landings = new ArrayList<>();

  /**
   * @param maxAgeMillis what the leader asked for; negative for the entries' own TTL
   * @param refresh whether the near level has current entries that are to be replaced
   */
  Round(Levels<V> levels, Loader<V> loader, long maxAgeMillis, boolean refresh) {
    this.levels = levels;
    this.loader = loader;
    this.maxAgeMillis = maxAgeMillis;
    this.refresh = refresh;
  }

  void run(List<Flight<V>> flights) {
    List<Seat<V>> seats = new ArrayList<>(flights.size());
    for (Flight<V> flight : flights) {
      // The stamp first: what is invalidated from here on is not kept.
      int stamp = levels.stamp(flight.id);
      seats.add(new Seat<>(flight, stamp, levels.near(flight.id)));
    }
    if (!refresh) {
      seats.removeIf(this::landedMeanwhile);
    }
    if (seats.isEmpty()) {
      return;
    }
    if (!levels.far.up()) {
      load(seats);
      return;
    }
    List<String> ids = new ArrayList<>(seats.size());
    seats.forEach(seat -> ids.add(seat.flight.id));
    levels.far.read(ids, levels.epoch()).onSuccess(found -> sort(seats, found));
  }

  /** Another flight may have landed between the caller's look and its boarding. */
  private boolean landedMeanwhile(Seat<V> seat) {
    Entry<V> entry = seat.earlier;
    if (entry != null
        && levels.current(entry)
        && Freshness.acceptable(entry, levels.clock.millis(), maxAgeMillis)) {
      seat.flight.land(entry.cached(Level.NEAR), null);
      return true;
    }
    return false;
  }

  private void sort(List<Seat<V>> seats, List<Found<V>> found) {
    long nowMillis = levels.clock.millis();
    List<Seat<V>> wanting = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      if (!landedByFar(seats.get(i), found.get(i), nowMillis)) {
        wanting.add(seats.get(i));
      }
    }
    tell();
    if (!wanting.isEmpty()) {
      load(wanting);
    }
  }

  private boolean landedByFar(Seat<V> seat, Found<V> found, long nowMillis) {
    seat.expected = found.expected();
    Entry<V> entry = levels.newest(seat.flight.id, found.entry());
    Entry<V> mine = seat.earlier;
    if (entry == null) {
      levels.stats.add(Count.FAR_MISS);
      return false;
    }
    if (entry.value == null) {
      Failure failure = entry.failure;
      if (failure == null || !failure.active(nowMillis) || refresh) {
        levels.stats.add(Count.FAR_MISS);
        return false;
      }
      levels.stats.add(Count.FAR_NEGATIVE);
      levels.remember(seat.flight.id, failure, seat.earlier);
      land(seat, despite(seat, failure, nowMillis));
      return true;
    }
    boolean known = mine != null && mine.version == entry.version;
    if (Freshness.acceptable(entry, nowMillis, maxAgeMillis) && !(refresh && known)) {
      levels.stats.add(Count.FAR_HIT);
      keep(seat, entry);
      land(seat, entry.cached(Level.FAR));
      return true;
    }
    levels.stats.add(Count.FAR_STALE);
    if (mine == null || mine.value == null || entry.storedAtMillis > mine.storedAtMillis) {
      seat.earlier = entry;
    }
    return false;
  }

  private void keep(Seat<V> seat, Entry<V> entry) {
    if (levels.keep(seat.flight.id, entry, seat.stamp)) {
      changed.add(seat.flight.id);
    }
  }

  private void land(Seat<V> seat, Cached<V> cached) {
    landings.add(() -> seat.flight.land(cached, null));
  }

  /**
   * The listeners first: what a caller makes of a new value must not be dropped by late news of it.
   */
  private void tell() {
    levels.tell(List.copyOf(changed));
    changed.clear();
    List<Runnable> all = List.copyOf(landings);
    landings.clear();
    all.forEach(Runnable::run);
  }

  private void load(List<Seat<V>> seats) {
    List<Wanted<V>> wanted = new ArrayList<>(seats.size());
    for (Seat<V> seat : seats) {
      wanted.add(new Wanted<>(seat.flight.id, seat.earlier == null ? null : seat.earlier.value));
    }
    long startNanos = levels.clock.nanos();
    Clock.Timer guard = levels.clock.after(LONGEST_NANOS, () -> abandon(seats));
    Future<List<Loaded<V>>> loading;
    try {
      loading = loader.load(wanted);
    } catch (RuntimeException e) {
      loading = Future.failedFuture(e);
    }
    loading.onComplete(
        done -> {
          guard.cancel();
          long nanos = levels.clock.nanos() - startNanos;
          levels.stats.add(Count.LOAD, seats.size());
          levels.stats.add(Count.LOAD_NANOS, nanos * seats.size());
          settle(seats, done, nanos / 1_000_000);
        });
  }

  private void abandon(List<Seat<V>> seats) {
    for (Seat<V> seat : seats) {
      // At once: the loader may come back on another thread while this runs.
      Duration ttl = Failure.defaultTtl(Problem.TIMED_OUT);
      seat.flight.land(failed(seat, Problem.TIMED_OUT, ttl, null), null);
    }
  }

  private void settle(List<Seat<V>> seats, AsyncResult<List<Loaded<V>>> done, long costMillis) {
    List<Loaded<V>> loaded = done.succeeded() ? done.result() : null;
    if (loaded == null || loaded.size() != seats.size()) {
      ProblemException why =
          done.failed()
              ? Bus.problem(done.cause())
              : new ProblemException(Problem.INTERNAL, "the loader lost a result");
      for (Seat<V> seat : seats) {
        Duration ttl = Failure.defaultTtl(why.problem());
        land(seat, failed(seat, why.problem(), ttl, why.retryAtMillis()));
      }
      tell();
      return;
    }
    for (int i = 0; i < seats.size(); i++) {
      Loaded<V> one = loaded.get(i);
      V value = one.value();
      if (value != null) {
        succeed(seats.get(i), value, one.ttl(), costMillis);
      } else {
        Problem problem = one.problem() == null ? Problem.INTERNAL : one.problem();
        land(seats.get(i), failed(seats.get(i), problem, one.ttl(), one.retryAtMillis()));
      }
    }
    tell();
  }

  private void succeed(Seat<V> seat, V value, Duration ttl, long costMillis) {
    byte[] encoded;
    try {
      encoded = levels.encode(value);
    } catch (UnserializableException e) {
      landings.add(() -> seat.flight.land(null, e));
      return;
    }
    Entry<V> entry = levels.entry(value, encoded, ttl.toMillis(), costMillis);
    keep(seat, entry);
    land(seat, entry.cached(Level.LOADED));
    Object expected = seat.expected;
    if (expected == null || !levels.far.up()) {
      levels.owe(seat.flight.id, entry, encoded, Far.expecting(seat.earlier), false);
    } else {
      long goneAtMillis = levels.freshness().goneAtMillis(entry);
      levels
          .far
          .store(
              seat.flight.id,
              expected,
              entry,
              encoded,
              goneAtMillis - entry.storedAtMillis,
              goneAtMillis,
              false)
          .onFailure(lost -> levels.owe(seat.flight.id, entry, encoded, expected, false))
          .onSuccess(
              stored -> {
                Entry<V> theirs = stored.found().entry();
                if (!stored.stored() && theirs != null && theirs.value != null) {
                  // Somebody else stored first: theirs is what all instances go on from.
                  levels.put(seat.flight.id, theirs);
                  levels.tell(List.of(seat.flight.id));
                }
              });
    }
  }

  /** Remembers a failure and makes of it what the callers get. */
  private Cached<V> failed(
      Seat<V> seat, Problem problem, Duration ttl, @Nullable Long retryAtMillis) {
    long nowMillis = levels.clock.millis();
    Failure failure = new Failure(problem, nowMillis + ttl.toMillis(), retryAtMillis);
    levels.stats.add(Count.LOAD_FAILURE);
    if (failure.active(nowMillis)) {
      levels.remember(seat.flight.id, failure, seat.earlier);
      if (seat.earlier == null && seat.expected != null && levels.far.up()) {
        levels.far.storeFailure(seat.flight.id, failure, nowMillis);
      }
    }
    return despite(seat, failure, nowMillis);
  }

  private Cached<V> despite(Seat<V> seat, Failure failure, long nowMillis) {
    Entry<V> earlier = seat.earlier;
    if (earlier == null) {
      return Entry.<V>failed(failure, 0).cachedDespite(failure, Level.NONE, false);
    }
    boolean near = levels.near(seat.flight.id) != null;
    return earlier.cachedDespite(
        failure,
        near ? Level.NEAR : Level.FAR,
        levels.freshness().usableOnError(earlier, nowMillis));
  }
}
