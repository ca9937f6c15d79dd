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
  private Clock.@Nullable Timer prolonging;
  private long bornMillis;

  Load(Levels<V> levels, Loader<V> loader, List<Seat<V>> seats) {
    this.levels = levels;
    this.loader = loader;
    this.seats = seats;
  }

  void run() {
    List<Wanted<V>> wanted = new ArrayList<>(seats.size());
    for (Seat<V> seat : seats) {
      wanted.add(new Wanted<>(seat.id(), seat.earlier == null ? null : seat.earlier.value));
    }
    long startNanos = levels.clock.nanos();
    bornMillis = levels.begin();
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
      seat.flight.land(failed(seat, Loaded.failed(Problem.TIMED_OUT, null)), null);
    }
  }

  private void settle(AsyncResult<List<Loaded<V>>> done, long costMillis) {
    Landings<V> landings = new Landings<>(levels);
    Stores<V> stores = levels.far.stores();
    List<Loaded<V>> loaded = done.succeeded() ? done.result() : null;
    ProblemException why =
        done.failed()
            ? Bus.problem(done.cause())
            : new ProblemException(Problem.INTERNAL, "the loader lost a result");
    Loaded<V> lost = Loaded.failed(why.problem(), why.retryAtMillis());
    for (int i = 0; i < seats.size(); i++) {
      Loaded<V> one = loaded != null && loaded.size() == seats.size() ? loaded.get(i) : lost;
      settle(seats.get(i), one == null ? lost : one, costMillis, landings, stores);
    }
    stores.send();
    landings.tell();
  }

  private void settle(
      Seat<V> seat, Loaded<V> one, long costMillis, Landings<V> landings, Stores<V> stores) {
    V value = one.value();
    if (value == null) {
      landings.land(seat, failed(seat, one), null);
      return;
    }
    byte[] encoded;
    try {
      encoded = levels.encode(value);
    } catch (RuntimeException e) {
      levels.leases.release(seat.id(), seat.token);
      landings.land(seat, null, e);
      return;
    }
    Entry<V> entry = entry(seat, one, value, encoded, costMillis);
    CacheOptions options = levels.options();
    if (encoded.length > options.maxRawBytes()) {
      reject(seat, entry, landings);
    } else if (encoded.length > options.maxValueBytes()) {
      settleLong(seat, entry, encoded);
    } else {
      keep(seat, entry, encoded, null, landings, stores);
    }
  }

  private Entry<V> entry(Seat<V> seat, Loaded<V> one, V value, byte[] encoded, long costMillis) {
    long ttlMillis = one.ttl().toMillis();
    if (!one.exact()) {
      ttlMillis =
          levels.freshness().grownMillis(ttlMillis, seat.earlier, same(seat.earlier, value));
    }
    return levels.entry(value, encoded, bornMillis, ttlMillis, costMillis, one.tags());
  }

  /** Whether there was a value, and refreshing it brought nothing new. */
  private boolean same(@Nullable Entry<V> before, V value) {
    V earlier = before == null ? null : before.value;
    return earlier != null && levels.codec.same(earlier, value);
  }

  /** Whether there was a value, and refreshing it brought another. */
  private boolean differs(@Nullable Entry<V> before, Entry<V> entry) {
    V value = entry.value;
    return before != null && before.value != null && value != null && !same(before, value);
  }

  /** Only packing tells whether a long value may be stored. */
  private void settleLong(Seat<V> seat, Entry<V> entry, byte[] encoded) {
    levels
        .far
        .pack(seat.id(), entry, encoded, levels.keepMillis(entry))
        .onComplete(
            done -> {
              Landings<V> landings = new Landings<>(levels);
              Stores<V> stores = levels.far.stores();
              byte[] packed = done.succeeded() ? done.result() : null;
              if (packed == null || packed.length > levels.options().maxValueBytes()) {
                reject(seat, entry, landings);
              } else {
                keep(seat, entry, encoded, packed, landings, stores);
              }
              stores.send();
              landings.tell();
            });
  }

  /** Too large: given to those who wait, and kept nowhere. */
  private void reject(Seat<V> seat, Entry<V> entry, Landings<V> landings) {
    levels.stats.add(Count.REJECTED_TOO_LARGE);
    levels.leases.release(seat.id(), seat.token);
    landings.land(seat, entry.cached(Level.LOADED), null);
  }

  private void keep(
      Seat<V> seat,
      Entry<V> entry,
      byte[] encoded,
      byte @Nullable [] packed,
      Landings<V> landings,
      Stores<V> stores) {
    landings.keep(seat, entry);
    landings.land(seat, entry.cached(Level.LOADED), null);
    Object expected = seat.expected;
    // What fills a gap is news to nobody; what changes a value others may have is.
    boolean announce = differs(seat.earlier, entry) || differs(seat.lying, entry);
    if (expected == null || !levels.far.up()) {
      levels.owed.loaded(
          seat.id(), entry, encoded, Far.expecting(seat.earlier), announce, seat.stamp);
      return;
    }
    int newsStamp = levels.newsStamp(seat.id());
    stores
        .add(
            new Stores.Store<>(
                seat.id(),
                expected,
                entry,
                encoded,
                levels.keepMillis(entry),
                announce,
                seat.token),
            packed)
        .onFailure(
            lost -> levels.owed.loaded(seat.id(), entry, encoded, expected, announce, seat.stamp))
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
  private Cached<V> failed(Seat<V> seat, Loaded<V> one) {
    long nowMillis = levels.clock.millis();
    Problem problem = one.problem() == null ? Problem.INTERNAL : one.problem();
    int inRow = Failure.inRow(problem, levels.lastFailure(seat.id()));
    Duration ttl =
        one.ttl().isNegative()
            ? Failure.ttl(problem, inRow, one.retryAtMillis(), nowMillis)
            : one.ttl();
    Failure failure = new Failure(problem, nowMillis + ttl.toMillis(), one.retryAtMillis(), inRow);
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
