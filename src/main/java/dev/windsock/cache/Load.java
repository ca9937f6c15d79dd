package dev.windsock.cache;

import dev.windsock.bus.Bus;
import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Cached.Level;
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
 * One call of a loader: keeps on both levels what it gives, and makes its flights land. Every
 * flight lands exactly once and within {@link #LONGEST_NANOS}, whatever the loader does.
 */
final class Load<V> {
  /** A loader that has not answered by then has failed. */
  static final long LONGEST_NANOS = 60_000_000_000L;

  private final Levels<V> levels;
  private final Loader<V> loader;
  private final List<Seat<V>> seats;
  private final long bornMillis;
  private Clock.@Nullable Timer prolonging;

  Load(Levels<V> levels, Loader<V> loader, List<Seat<V>> seats) {
    this.levels = levels;
    this.loader = loader;
    this.seats = seats;
    this.bornMillis = levels.clock.millis();
  }

  void run() {
    List<Wanted<V>> wanted = new ArrayList<>(seats.size());
    for (Seat<V> seat : seats) {
      wanted.add(new Wanted<>(seat.id(), seat.earlier == null ? null : seat.earlier.value));
    }
    long startNanos = levels.clock.nanos();
    Clock.Timer guard = levels.clock.after(LONGEST_NANOS, this::abandon);
    if (seats.stream().anyMatch(seat -> !seat.token.isEmpty())) {
      prolonging = levels.clock.every(levels.leases.millis() * 500_000, this::prolong);
    }
    Future<List<Loaded<V>>> loading;
    try {
      loading = loader.load(wanted);
    } catch (RuntimeException e) {
      loading = Future.failedFuture(e);
    }
    loading.onComplete(
        done -> {
          guard.cancel();
          stopProlonging();
          long nanos = levels.clock.nanos() - startNanos;
          levels.stats.add(Count.LOAD, seats.size());
          levels.stats.add(Count.LOAD_NANOS, nanos * seats.size());
          levels.leases.loaded(nanos / 1_000_000);
          settle(done, nanos / 1_000_000);
        });
  }

  private void prolong() {
    seats.forEach(seat -> levels.leases.prolong(seat.id(), seat.token));
  }

  private void stopProlonging() {
    if (prolonging != null) {
      prolonging.cancel();
    }
  }

  private void abandon() {
    stopProlonging();
    for (Seat<V> seat : seats) {
      // At once: the loader may come back on another thread while this runs.
      Duration ttl = Failure.defaultTtl(Problem.TIMED_OUT);
      seat.flight.land(failed(seat, Problem.TIMED_OUT, ttl, null), null);
    }
  }

  private void settle(AsyncResult<List<Loaded<V>>> done, long costMillis) {
    Landings<V> landings = new Landings<>(levels);
    List<Loaded<V>> loaded = done.succeeded() ? done.result() : null;
    if (loaded == null || loaded.size() != seats.size()) {
      ProblemException why =
          done.failed()
              ? Bus.problem(done.cause())
              : new ProblemException(Problem.INTERNAL, "the loader lost a result");
      for (Seat<V> seat : seats) {
        Duration ttl = Failure.defaultTtl(why.problem());
        landings.land(seat, failed(seat, why.problem(), ttl, why.retryAtMillis()), null);
      }
      landings.tell();
      return;
    }
    for (int i = 0; i < seats.size(); i++) {
      Seat<V> seat = seats.get(i);
      Loaded<V> one = loaded.get(i);
      V value = one.value();
      if (value != null) {
        succeed(seat, value, one.ttl(), costMillis, landings);
      } else {
        Problem problem = one.problem() == null ? Problem.INTERNAL : one.problem();
        landings.land(seat, failed(seat, problem, one.ttl(), one.retryAtMillis()), null);
      }
    }
    landings.tell();
  }

  private void succeed(Seat<V> seat, V value, Duration ttl, long costMillis, Landings<V> landings) {
    byte[] encoded;
    try {
      encoded = levels.encode(value);
    } catch (UnserializableException e) {
      levels.leases.release(seat.id(), seat.token);
      landings.land(seat, null, e);
      return;
    }
    Entry<V> entry = levels.entry(value, encoded, bornMillis, ttl.toMillis(), costMillis);
    landings.keep(seat, entry);
    landings.land(seat, entry.cached(Level.LOADED), null);
    store(seat, entry, encoded);
  }

  private void store(Seat<V> seat, Entry<V> entry, byte[] encoded) {
    Object expected = seat.expected;
    if (expected == null || !levels.far.up()) {
      levels.oweLoaded(seat.id(), entry, encoded, Far.expecting(seat.earlier), seat.stamp);
      return;
    }
    int newsStamp = levels.newsStamp(seat.id());
    levels
        .far
        .store(
            seat.id(),
            expected,
            entry,
            encoded,
            levels.freshness().goneAtMillis(entry),
            levels.clock.millis(),
            false,
            seat.token)
        .onFailure(lost -> levels.oweLoaded(seat.id(), entry, encoded, expected, seat.stamp))
        .onSuccess(
            stored -> {
              Entry<V> theirs = stored.found().entry();
              if (!stored.stored() && theirs != null && theirs.value != null) {
                // Somebody else stored first: theirs is what all instances go on from.
                levels.put(seat.id(), theirs, newsStamp);
                levels.tell(List.of(seat.id()));
              }
            });
  }

  /** Remembers a failure and makes of it what the callers get. */
  private Cached<V> failed(
      Seat<V> seat, Problem problem, Duration ttl, @Nullable Long retryAtMillis) {
    long nowMillis = levels.clock.millis();
    Failure failure = new Failure(problem, nowMillis + ttl.toMillis(), retryAtMillis);
    levels.stats.add(Count.LOAD_FAILURE);
    if (failure.active(nowMillis)) {
      levels.remember(seat.id(), failure, seat.earlier);
      if (seat.earlier == null && seat.expected != null && levels.far.up()) {
        levels.far.storeFailure(seat.id(), failure, nowMillis);
      }
    }
    levels.leases.release(seat.id(), seat.token);
    return seat.despite(levels, failure, nowMillis);
  }
}
