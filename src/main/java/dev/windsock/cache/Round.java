package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Far.Found;
import dev.windsock.cache.Flights.Flight;
import dev.windsock.cache.Freshness.Verdict;
import dev.windsock.cache.Leases.Reply;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the flights that one call leads land: asks the far level for all of them in one round-trip,
 * takes the leases of the rest, and loads what it got the leases of in one call.
 *
 * <p>What another instance is loading is given stale where it may be; else this looks again every
 * 50 to 200 ms until it is there, and loads it after all when it takes longer than a lease lasts.
 */
final class Round<V> {
  private static final long FIRST_LOOK_NANOS = 50_000_000;
  private static final long LAST_LOOK_NANOS = 200_000_000;

  private final Levels<V> levels;
  private final Loader<V> loader;
  private final long maxAgeMillis;
  private final boolean refresh;
  private final long waitUntilNanos;

  /**
   * @param maxAgeMillis what the leader asked for; negative for the entries' own TTL
   * @param refresh whether the near level has current entries that are to be replaced
   */
  Round(Levels<V> levels, Loader<V> loader, long maxAgeMillis, boolean refresh) {
    this.levels = levels;
    this.loader = loader;
    this.maxAgeMillis = maxAgeMillis;
    this.refresh = refresh;
    this.waitUntilNanos = levels.clock.nanos() + levels.leases.millis() * 1_000_000;
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
    if (!seats.isEmpty()) {
      look(seats, FIRST_LOOK_NANOS);
    }
  }

  /** Another flight may have landed between the caller's look and its boarding. */
  private boolean landedMeanwhile(Seat<V> seat) {
    Entry<V> entry = seat.earlier;
    if (entry != null
        && levels.current(entry)
        && levels.freshness().acceptable(entry, levels.clock.millis(), maxAgeMillis)) {
      seat.flight.land(entry.cached(Level.NEAR), null);
      return true;
    }
    return false;
  }

  /**
   * @param againNanos after how long to look again for what others are loading
   */
  private void look(List<Seat<V>> seats, long againNanos) {
    if (!levels.far.up()) {
      load(seats);
      return;
    }
    List<String> ids = new ArrayList<>(seats.size());
    seats.forEach(seat -> ids.add(seat.id()));
    levels
        .far
        .read(ids, levels.epoch())
        .onSuccess(
            found -> {
              List<Seat<V>> wanting = sort(seats, found);
              if (!wanting.isEmpty()) {
                contend(wanting, againNanos);
              }
            });
  }

  /** Lands what the far level has. Returns the rest. */
  private List<Seat<V>> sort(List<Seat<V>> seats, List<Found<V>> found) {
    Landings<V> landings = new Landings<>(levels);
    long nowMillis = levels.clock.millis();
    List<Seat<V>> wanting = new ArrayList<>();
    for (int i = 0; i < seats.size(); i++) {
      if (!landedByFar(seats.get(i), found.get(i), nowMillis, landings)) {
        wanting.add(seats.get(i));
      }
    }
    landings.tell();
    return wanting;
  }

  private boolean landedByFar(Seat<V> seat, Found<V> found, long nowMillis, Landings<V> landings) {
    seat.expected = found.expected();
    seat.lying = found.entry();
    Entry<V> entry = levels.owed.newest(seat.id(), found.entry());
    Entry<V> mine = seat.earlier;
    if (entry == null) {
      count(seat, Count.FAR_MISS);
      return false;
    }
    if (entry.value == null) {
      Failure failure = entry.failure;
      if (failure == null || !failure.active(nowMillis) || (refresh && mine != null)) {
        count(seat, Count.FAR_MISS);
        return false;
      }
      levels.stats.add(Count.FAR_NEGATIVE);
      levels.remember(seat.id(), failure, seat.earlier);
      landings.land(seat, seat.despite(levels, failure, nowMillis), null);
      return true;
    }
    boolean known = mine != null && mine.version == entry.version;
    if (levels.freshness().acceptable(entry, nowMillis, maxAgeMillis) && !(refresh && known)) {
      levels.stats.add(Count.FAR_HIT);
      landings.keep(seat, entry);
      landings.land(seat, entry.cached(Level.FAR), null);
      return true;
    }
    count(seat, Count.FAR_STALE);
    if (mine == null || mine.value == null || known || entry.storedAtMillis > mine.storedAtMillis) {
      // Known to be in step with Redis: it has just been read.
      seat.earlier = entry;
    }
    return false;
  }

  /** Looking again for what another instance loads is not another request. */
  private void count(Seat<V> seat, Count count) {
    if (!seat.waited) {
      levels.stats.add(count);
    }
  }

  private void contend(List<Seat<V>> seats, long againNanos) {
    if (!levels.far.up() || levels.clock.nanos() >= waitUntilNanos) {
      load(seats);
      return;
    }
    List<Future<Reply<V>>> replies = new ArrayList<>(seats.size());
    for (Seat<V> seat : seats) {
      seat.token = levels.leases.token();
      Object expected = seat.expected;
      replies.add(
          expected == null
              ? Future.succeededFuture(new Reply<>(Leases.Answer.UNKNOWN, null))
              : levels.leases.take(seat.id(), expected, seat.token, levels.epoch()));
    }
    Future.all(replies).onSuccess(done -> divide(seats, replies, againNanos));
  }

  private void divide(List<Seat<V>> seats, List<Future<Reply<V>>> replies, long againNanos) {
    List<Seat<V>> ours = new ArrayList<>();
    List<Seat<V>> waiting = new ArrayList<>();
    List<Seat<V>> stored = new ArrayList<>();
    List<Found<V>> found = new ArrayList<>();
    Landings<V> landings = new Landings<>(levels);
    for (int i = 0; i < seats.size(); i++) {
      Seat<V> seat = seats.get(i);
      Reply<V> reply = replies.get(i).result();
      Found<V> instead = reply.found();
      if (reply.answer() == Leases.Answer.TAKEN) {
        ours.add(seat);
        continue;
      }
      seat.token = "";
      if (reply.answer() == Leases.Answer.UNKNOWN) {
        ours.add(seat);
      } else if (instead != null) {
        stored.add(seat);
        found.add(instead);
      } else {
        giveWay(seat, waiting, landings);
      }
    }
    landings.tell();
    if (!stored.isEmpty()) {
      // Stored, and yet too old for us: nobody is loading it, so there is nothing to wait for.
      List<Seat<V>> tooOld = sort(stored, found);
      if (!tooOld.isEmpty()) {
        contend(tooOld, againNanos);
      }
    }
    if (!ours.isEmpty()) {
      load(ours);
    }
    if (!waiting.isEmpty()) {
      levels.clock.after(
          againNanos, () -> look(waiting, Math.min(LAST_LOOK_NANOS, 2 * againNanos)));
    }
  }

  /** Another instance loads it: its callers take what there is, or wait. */
  private void giveWay(Seat<V> seat, List<Seat<V>> waiting, Landings<V> landings) {
    if (!seat.waited) {
      seat.waited = true;
      levels.stats.add(Count.COALESCED_LEASE);
    }
    Cached<V> stale = stale(seat);
    if (stale == null) {
      waiting.add(seat);
    } else {
      landings.land(seat, stale, null);
    }
  }

  private @Nullable Cached<V> stale(Seat<V> seat) {
    Entry<V> entry = seat.earlier;
    // What is near and not in Redis any more may have been removed, unless the log would have told.
    if (entry == null || !(entry == seat.lying ? levels.checked(entry) : levels.current(entry))) {
      return null;
    }
    Verdict verdict = levels.freshness().judge(entry, true, levels.clock.millis(), maxAgeMillis);
    return verdict == Verdict.MISS || verdict == Verdict.FAILED ? null : entry.cached(Level.FAR);
  }

  private void load(List<Seat<V>> seats) {
    new Load<>(levels, loader, seats).run();
  }
}
