package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Flights.Boarding;
import dev.windsock.cache.Flights.Flight;
import dev.windsock.cache.Freshness.Verdict;
import dev.windsock.redis.LinkDownException;
import dev.windsock.sentiment.Problem;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The cache over its two levels, its flights and its updates. Thread-safe. */
final class ReadThrough<V> implements Cache<V> {
  private static final long NO_MAX_AGE = -1;

  private final Vertx vertx;
  private final Levels<V> levels;
  private final Flights<V> flights = new Flights<>();
  private final Updates<V> updates;
  private final Removals removals;

  ReadThrough(Vertx vertx, Levels<V> levels, Removals removals, boolean whole) {
    this.vertx = vertx;
    this.levels = levels;
    this.removals = removals;
    this.updates = new Updates<>(vertx, levels, whole);
  }

  Levels<V> levels() {
    return levels;
  }

  @Override
  public @Nullable V peek(String id) {
    Entry<V> entry = levels.near(id);
    if (entry == null
        || levels.clock.millis() >= levels.freshness().freshUntilMillis(entry)
        || !levels.current(entry)) {
      return null;
    }
    levels.stats.add(Count.NEAR_HIT);
    return entry.value;
  }

  @Override
  public @Nullable V held(String id) {
    Entry<V> entry = levels.near(id);
    return entry == null || entry.epoch == Entry.SUSPECT ? null : entry.value;
  }

  @Override
  public Future<List<Cached<V>>> getAll(
      List<String> ids, @Nullable Duration maxAge, Deadlines deadlines, Loader<V> loader) {
    long maxAgeMillis = maxAge == null ? NO_MAX_AGE : Math.max(0, maxAge.toMillis());
    long nowMillis = levels.clock.millis();
    List<Cached<V>> all = new ArrayList<>(ids.size());
    List<String> refresh = null;
    List<Integer> missing = null;
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      Entry<V> entry = levels.near(id);
      Verdict verdict = judge(entry, nowMillis, maxAgeMillis);
      if (entry == null || verdict == Verdict.MISS) {
        missing = missing == null ? new ArrayList<>() : missing;
        missing.add(i);
        all.add(overloaded(entry, nowMillis));
      } else {
        all.add(give(entry, verdict, nowMillis));
        if (verdict == Verdict.STALE || verdict == Verdict.HIT_EARLY) {
          refresh = refresh == null ? new ArrayList<>() : refresh;
          refresh.add(id);
        }
      }
    }
    Future<List<Cached<V>>> result =
        missing == null
            ? Future.succeededFuture(all)
            : fetch(ids, all, missing, new Wish<>(maxAgeMillis, deadlines, loader));
    if (refresh != null) {
      refresh(refresh, loader);
    }
    return result;
  }

  private Verdict judge(@Nullable Entry<V> entry, long nowMillis, long maxAgeMillis) {
    Verdict verdict =
        levels
            .freshness()
            .judge(entry, entry != null && levels.current(entry), nowMillis, maxAgeMillis);
    levels.stats.add(
        switch (verdict) {
          case HIT, HIT_EARLY -> Count.NEAR_HIT;
          case STALE -> Count.NEAR_STALE;
          case FAILED -> Count.NEAR_NEGATIVE;
          case MISS -> Count.NEAR_MISS;
        });
    return verdict;
  }

  private Cached<V> give(Entry<V> entry, Verdict verdict, long nowMillis) {
    Failure failure = entry.failure;
    return verdict == Verdict.FAILED && failure != null
        ? entry.cachedDespite(
            failure, Level.NEAR, levels.freshness().usableOnError(entry, nowMillis))
        : entry.cached(Level.NEAR);
  }

  /** What a caller gets when too many wait already. */
  private Cached<V> overloaded(@Nullable Entry<V> entry, long nowMillis) {
    return without(Problem.OVERLOADED, entry, nowMillis);
  }

  /** What a caller gets for whom nothing can be loaded. */
  private Cached<V> without(Problem problem, @Nullable Entry<V> entry, long nowMillis) {
    Failure failure = new Failure(problem, nowMillis, null);
    return entry == null
        ? new Cached<>(null, 0, 0, Level.NONE, problem, null)
        : entry.cachedDespite(
            failure, Level.NEAR, levels.freshness().usableOnError(entry, nowMillis));
  }

  /** What a caller wants. */
  private record Wish<V>(long maxAgeMillis, Deadlines deadlines, Loader<V> loader) {}

  private Future<List<Cached<V>>> fetch(
      List<String> ids, List<Cached<V>> all, List<Integer> missing, Wish<V> wish) {
    Gather<V> gather = new Gather<>(vertx, missing.size());
    List<Flight<V>> led = new ArrayList<>(missing.size());
    for (int m = 0; m < missing.size(); m++) {
      int index = missing.get(m);
      String id = ids.get(index);
      int slot = m;
      int before = led.size();
      Boarding boarding =
          flights.board(
              id,
              (cached, fault) -> {
                if (cached != null
                    && led.size() == before
                    && gather.open(slot)
                    && tooOld(cached, wish.maxAgeMillis)) {
                  // The flight was another's, who asked for less: once more, on our own terms.
                  again(id, wish.maxAgeMillis, wish.loader, gather, slot);
                } else {
                  gather.set(slot, cached, fault);
                }
              },
              led);
      if (boarding == Boarding.WAITS) {
        levels.stats.add(Count.COALESCED_LOCAL);
      } else if (boarding == Boarding.REFUSED) {
        gather.set(slot, all.get(index), null);
      }
    }
    List<Clock.Timer> timers = arm(ids, missing, gather, wish.deadlines);
    if (!led.isEmpty()) {
      new Round<>(levels, wish.loader, wish.maxAgeMillis, false).run(List.copyOf(led));
    }
    return gather
        .future()
        .onComplete(landed -> timers.forEach(Clock.Timer::cancel))
        .map(
            fetched -> {
              for (int m = 0; m < missing.size(); m++) {
                all.set(missing.get(m), fetched.get(m));
              }
              return all;
            });
  }

  private List<Clock.Timer> arm(
      List<String> ids, List<Integer> missing, Gather<V> gather, Deadlines deadlines) {
    List<Clock.Timer> timers = new ArrayList<>(0);
    Duration soft = deadlines.soft();
    Duration hard = deadlines.hard();
    if (soft != null) {
      timers.add(levels.clock.after(soft.toNanos(), () -> giveUp(ids, missing, gather, false)));
    }
    if (hard != null) {
      timers.add(levels.clock.after(hard.toNanos(), () -> giveUp(ids, missing, gather, true)));
    }
    return timers;
  }

  /**
   * Gives what there is for what is still being loaded.
   *
   * @param all also where there is nothing
   */
  private void giveUp(List<String> ids, List<Integer> missing, Gather<V> gather, boolean all) {
    long nowMillis = levels.clock.millis();
    for (int m = 0; m < missing.size(); m++) {
      if (gather.open(m)) {
        Cached<V> stale =
            without(Problem.TIMED_OUT, levels.near(ids.get(missing.get(m))), nowMillis);
        if ((all || stale.value() != null) && gather.set(m, stale, null)) {
          levels.stats.add(all ? Count.DEADLINE_HARD : Count.DEADLINE_SOFT);
        }
      }
    }
  }

  private boolean tooOld(Cached<V> cached, long maxAgeMillis) {
    return maxAgeMillis >= 0
        && cached.value() != null
        && cached.problem() == null
        && levels.clock.millis() - cached.storedAtMillis() > maxAgeMillis;
  }

  private void again(String id, long maxAgeMillis, Loader<V> loader, Gather<V> gather, int slot) {
    List<Flight<V>> led = new ArrayList<>(1);
    Boarding boarding = flights.board(id, (cached, fault) -> gather.set(slot, cached, fault), led);
    if (boarding == Boarding.REFUSED) {
      gather.set(slot, overloaded(levels.near(id), levels.clock.millis()), null);
    } else if (boarding == Boarding.LEADS) {
      new Round<>(levels, loader, maxAgeMillis, false).run(led);
    }
  }

  /** Loads anew behind the callers' backs. */
  private void refresh(List<String> ids, Loader<V> loader) {
    List<Flight<V>> led = new ArrayList<>(ids.size());
    long nowMillis = levels.clock.millis();
    for (String id : ids) {
      if (flights.board(id, null, led) == Boarding.LEADS) {
        Entry<V> entry = levels.near(id);
        boolean early = entry != null && nowMillis < entry.freshUntilMillis;
        levels.stats.add(early ? Count.REFRESH_EARLY : Count.REFRESH_STALE);
      }
    }
    if (!led.isEmpty()) {
      new Round<>(levels, loader, NO_MAX_AGE, true).run(led);
    }
  }

  @Override
  public Future<Integer> warm(List<String> ids, Duration within, Loader<V> loader) {
    long nowMillis = levels.clock.millis();
    List<Flight<V>> led = new ArrayList<>();
    List<Future<?>> landed = new ArrayList<>();
    for (String id : ids) {
      Entry<V> entry = levels.near(id);
      if (!wanting(entry, nowMillis, nowMillis + within.toMillis())) {
        continue;
      }
      Promise<Void> done = Promise.promise();
      if (flights.board(id, (cached, fault) -> done.complete(), led) == Boarding.LEADS) {
        levels.stats.add(Count.REFRESH_WARMING);
        landed.add(done.future());
      }
    }
    if (!led.isEmpty()) {
      new Round<>(levels, loader, NO_MAX_AGE, true).run(led);
    }
    return Future.join(landed).map(landed.size());
  }

  /** Whether an id is worth warming: not there, or not fresh for long, and not just failed. */
  private boolean wanting(@Nullable Entry<V> entry, long nowMillis, long soonMillis) {
    if (entry == null) {
      return true;
    }
    boolean failed = entry.failure != null && entry.failure.active(nowMillis);
    return !failed
        && (entry.value == null
            || !levels.current(entry)
            || levels.freshness().freshUntilMillis(entry) <= soonMillis);
  }

  @Override
  public Future<V> update(
      String id, Duration ttl, List<String> tags, UnaryOperator<@Nullable V> change) {
    return updates.update(id, Math.max(1, ttl.toMillis()), Tags.checked(tags), change);
  }

  @Override
  public Future<Void> putAll(Map<String, V> values, Duration ttl, List<String> tags) {
    return updates.put(values, Math.max(1, ttl.toMillis()), Tags.checked(tags));
  }

  @Override
  public Future<Long> invalidateTags(List<String> tags) {
    return removals.tags(levels, Tags.checked(tags), false);
  }

  @Override
  public Future<Long> invalidate(List<String> ids) {
    boolean[] near = new boolean[ids.size()];
    for (int i = 0; i < near.length; i++) {
      near[i] = levels.drop(ids.get(i));
    }
    levels.tell(List.copyOf(ids));
    return removeFar(ids)
        .map(
            known -> {
              // What was read from Redis before it removed them has come back meanwhile.
              levels.tell(ids.stream().filter(levels::suspect).toList());
              long removed = 0;
              for (int i = 0; i < near.length; i++) {
                if (near[i] || known[i]) {
                  removed++;
                }
              }
              levels.stats.add(Count.REMOVED_EXPLICIT, removed);
              return removed;
            });
  }

  /** Which were known to Redis; where it does not answer it is told later. */
  private Future<boolean[]> removeFar(List<String> ids) {
    long atMillis = levels.begin();
    ids.forEach(id -> levels.owed.removed(id, atMillis));
    return levels
        .owed
        .settled(ids)
        .compose(settled -> removeUp(ids))
        .otherwise(
            lost -> {
              ids.forEach(levels.owed::removal);
              return new boolean[ids.size()];
            });
  }

  private Future<boolean[]> removeUp(List<String> ids) {
    return levels.far.up()
        ? levels.far.remove(ids, Far.ALWAYS)
        : Future.failedFuture(new LinkDownException("not up"));
  }
}
