package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Missed.Write;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What one cache owes to Redis, which was away when it was written, and the rules by which it is
 * made good: a later write of another instance stands, and of two at the same time the one in
 * Redis. Touches the near level only by {@link Levels#keep}. Thread-safe.
 */
final class Owed<V> implements Missed.Owner {
  /** How often a write is tried again that others came before. */
  private static final int MAX_TRIES = 8;

  private final Levels<V> levels;
  private final Missed missed;

  /** What is being made good now, by id. */
  private final Map<String, Future<Void>> underWay = new ConcurrentHashMap<>();

  Owed(Levels<V> levels, Missed missed) {
    this.levels = levels;
    this.missed = missed;
  }

  /** Redis missed a change: it is written when Redis is back. */
  void change(String id, Entry<V> entry, byte[] encoded, Object expected) {
    missed.add(new Write(this, id, entry, encoded, expected, true, false, entry.storedAtMillis));
  }

  /**
   * Redis missed a loaded entry, unless the id was changed or removed since the stamp was taken.
   *
   * @param announce whether others may have another value near
   */
  void loaded(
      String id, Entry<V> entry, byte[] encoded, Object expected, boolean announce, int stamp) {
    missed.add(
        new Write(this, id, entry, encoded, expected, announce, true, entry.storedAtMillis),
        () -> levels.holds(id, stamp));
  }

  /** Redis missed a removal. */
  void removal(String id) {
    missed.add(new Write(this, id, null, new byte[0], "", true, false, levels.begin()));
  }

  /** An id was removed everywhere: nothing that was written before is owed any more. */
  void removed(String id, long atMillis) {
    missed.removed(this, id, atMillis);
  }

  /**
   * Completes, never with a failure, when none of these ids is being made good any more: what was
   * sent to Redis before a removal must not come to it after that.
   */
  Future<?> settled(List<String> ids) {
    return underWay.isEmpty()
        ? Future.succeededFuture()
        : Future.all(ids.stream().map(underWay::get).filter(Objects::nonNull).toList());
  }

  /** Redis has an entry that was made of what it missed, or in its place. */
  void paid(String id) {
    Write write = missed.get(this, id);
    if (write != null) {
      missed.remove(write);
    }
  }

  /**
   * What an id's entry is: the one in Redis, or a later one that Redis missed. What was loaded
   * while Redis was away may have been removed by others meanwhile, and counts only once that is
   * known; where it took the place of another value, or of a removal, what lies in Redis does not
   * count either.
   */
  @SuppressWarnings("unchecked")
  @Nullable Entry<V> newest(String id, @Nullable Entry<V> found) {
    Write write = missed.get(this, id);
    if (write == null || (found != null && found.storedAtMillis > write.atMillis())) {
      return found;
    }
    if (write.loaded() && !levels.hearing()) {
      return write.announce() ? null : found;
    }
    Entry<V> owed = (Entry<V>) write.entry();
    return owed == null || levels.barred(owed) ? null : owed;
  }

  @Override
  public Future<Boolean> recover(Write write) {
    Promise<Void> over = Promise.promise();
    underWay.put(write.id(), over.future());
    // In this order: who takes the write away looks at what is under way after that.
    return levels
        .far
        .ready()
        .compose(
            ready ->
                write.equals(missed.get(this, write.id()))
                    ? recoverNow(write)
                    : Future.succeededFuture(false))
        .onComplete(
            done -> {
              underWay.remove(write.id(), over.future());
              over.complete();
            });
  }

  @SuppressWarnings("unchecked")
  private Future<Boolean> recoverNow(Write write) {
    Entry<V> entry = (Entry<V>) write.entry();
    if (entry == null) {
      return levels.far.remove(List.of(write.id()), write.atMillis()).map(true);
    }
    if (levels.freshness().goneAtMillis(entry) <= levels.clock.millis() || levels.barred(entry)) {
      return Future.succeededFuture(false);
    }
    return recover(write, entry, write.expected(), 1);
  }

  private Future<Boolean> recover(Write write, Entry<V> entry, Object expected, int tries) {
    boolean announce = write.announce() || tries > 1;
    int stamp = levels.stamp(write.id());
    int epoch = levels.epoch();
    return levels
        .far
        .store(
            new Stores.Store<>(
                write.id(),
                expected,
                entry,
                write.encoded(),
                levels.keepMillis(entry),
                announce,
                write.loaded() ? Far.LOADED_AWAY : Far.CHANGE))
        .compose(
            stored -> {
              Entry<V> theirs = stored.found().entry();
              Object instead = stored.found().expected();
              // Its own version there: it was stored, and the reply was lost.
              if (stored.stored() || (theirs != null && theirs.version == entry.version)) {
                levels.stats.add(Count.RECOVERED);
                // Before it was there, what it replaces may have been read.
                keep(write.id(), entry.in(epoch), stamp);
                return Future.succeededFuture(true);
              }
              if (theirs != null && theirs.storedAtMillis >= entry.storedAtMillis) {
                keep(write.id(), theirs.in(epoch), stamp);
              } else if (instead != null && tries < MAX_TRIES) {
                return recover(write, entry, instead, tries + 1);
              }
              // It gives way or is void, and so does what was there before: where it stands for a
              // change or a removal, others must hear of that.
              return write.loaded() && write.announce()
                  ? levels.far.remove(List.of(write.id()), write.atMillis()).map(false)
                  : Future.succeededFuture(false);
            });
  }

  private void keep(String id, Entry<V> entry, int stamp) {
    if (levels.keep(id, entry, stamp)) {
      levels.tell(List.of(id));
    }
  }

  @Override
  public void dropped() {
    levels.stats.add(Count.RECOVERED_DROPPED);
  }
}
