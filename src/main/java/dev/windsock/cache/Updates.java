package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.Far.Found;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Read-modify-write of single values. Changes to one id queue up in the process and are applied
 * together in one compare-and-set on the entry's version; another instance that came between makes
 * it read and apply anew. While Redis is away the near level is changed, and Redis when it is back:
 * where another instance changed the same id meanwhile, the later value stands; or, of a cache that
 * is whole, nothing is changed and the caller is told. Thread-safe.
 */
final class Updates<V> {
  private static final int MAX_TRIES = 64;
  private static final int MAX_QUEUED = 4096;
  private static final int MAX_IDS = 65_536;

  /**
   * One change.
   *
   * @param blind whether it does not matter what was there before
   */
  private record Change<V>(
      UnaryOperator<@Nullable V> apply,
      long ttlMillis,
      List<String> tags,
      boolean blind,
      Promise<V> promise) {}

  /** What one try made. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Made<V>(Entry<V> entry, byte[] encoded, List<V> each) {}

  private final Vertx vertx;
  private final Levels<V> levels;
  private final boolean whole;
  private final ConcurrentHashMap<String, ArrayDeque<Change<V>>> queues = new ConcurrentHashMap<>();

  /**
   * @param whole whether nothing is changed without what Redis has
   */
  Updates(Vertx vertx, Levels<V> levels, boolean whole) {
    this.vertx = vertx;
    this.levels = levels;
    this.whole = whole;
  }

  Future<V> update(String id, long ttlMillis, List<String> tags, UnaryOperator<@Nullable V> apply) {
    Promise<V> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    Stores<V> alone = levels.far.stores();
    Future<V> updated = enqueue(id, new Change<>(apply, ttlMillis, tags, false, promise), alone);
    alone.send();
    return updated;
  }

  /** Replaces values, whatever they were; those that nothing else changes now in one round-trip. */
  Future<Void> put(Map<String, V> values, long ttlMillis, List<String> tags) {
    Stores<V> together = levels.far.stores();
    List<Future<V>> all = new ArrayList<>(values.size());
    values.forEach(
        (id, value) -> {
          Promise<V> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
          all.add(
              enqueue(id, new Change<>(old -> value, ttlMillis, tags, true, promise), together));
        });
    together.send();
    return Future.join(all).mapEmpty();
  }

  /**
   * @param stores takes the entry where it can be stored without reading first; sent by the caller
   */
  private Future<V> enqueue(String id, Change<V> change, Stores<V> stores) {
    boolean[] first = new boolean[1];
    boolean[] taken = new boolean[] {true};
    if (queues.size() >= MAX_IDS) {
      return overloaded();
    }
    queues.compute(
        id,
        (key, queue) -> {
          if (queue == null) {
            first[0] = true;
            // The first change is not in the queue: it is being applied.
            return new ArrayDeque<>(2);
          }
          taken[0] = queue.size() < MAX_QUEUED;
          if (taken[0]) {
            queue.add(change);
          }
          return queue;
        });
    if (!taken[0]) {
      return overloaded();
    }
    if (first[0]) {
      begin(id, List.of(change), stores);
    }
    return change.promise().future();
  }

  private static <T> Future<T> overloaded() {
    return Future.failedFuture(
        new ProblemException(Problem.OVERLOADED, "too many changes wait already"));
  }

  /** Goes on with what queued up meanwhile. */
  private void next(String id) {
    List<Change<V>> waiting = new ArrayList<>();
    queues.computeIfPresent(
        id,
        (key, queue) -> {
          waiting.addAll(queue);
          queue.clear();
          return waiting.isEmpty() ? null : queue;
        });
    if (!waiting.isEmpty()) {
      beginAlone(id, waiting);
    }
  }

  private void beginAlone(String id, List<Change<V>> changes) {
    Stores<V> alone = levels.far.stores();
    begin(id, changes, alone);
    alone.send();
  }

  private void begin(String id, List<Change<V>> changes, Stores<V> stores) {
    if (!levels.far.up()) {
      away(id, changes);
    } else if (changes.get(0).blind() && levels.far.ready().isComplete()) {
      attempt(id, changes, new Found<>(null, Far.ANY), 1, stores);
    } else {
      levels
          .far
          .read(List.of(id), levels.epoch())
          .onSuccess(found -> attemptAlone(id, changes, found.get(0), 1));
    }
  }

  private void attemptAlone(String id, List<Change<V>> changes, Found<V> found, int tries) {
    Stores<V> alone = levels.far.stores();
    attempt(id, changes, found, tries, alone);
    alone.send();
  }

  private void attempt(
      String id, List<Change<V>> changes, Found<V> found, int tries, Stores<V> stores) {
    Object expected = found.expected();
    if (expected == null) {
      away(id, changes);
      return;
    }
    Entry<V> base = levels.owed.newest(id, found.entry());
    if (base == null || base.value == null) {
      // Redis may have come back empty: what is near is the best there is.
      base = levels.near(id);
    }
    Made<V> made = make(id, changes, base);
    if (made == null) {
      return;
    }
    if (made.encoded().length <= levels.options().maxValueBytes()) {
      store(id, changes, made, null, expected, tries, stores);
      return;
    }
    levels
        .far
        .pack(id, made.entry(), made.encoded(), levels.keepMillis(made.entry()))
        .onFailure(cause -> fail(id, changes, cause))
        .onSuccess(
            packed -> {
              if (packed.length > levels.options().maxValueBytes()) {
                fail(id, changes, tooLarge(made));
              } else {
                Stores<V> alone = levels.far.stores();
                store(id, changes, made, packed, expected, tries, alone);
                alone.send();
              }
            });
  }

  private void store(
      String id,
      List<Change<V>> changes,
      Made<V> made,
      byte @Nullable [] packed,
      Object expected,
      int tries,
      Stores<V> stores) {
    int newsStamp = levels.newsStamp(id);
    stores
        .add(
            new Stores.Store<>(
                id,
                expected,
                made.entry(),
                made.encoded(),
                levels.keepMillis(made.entry()),
                true,
                Far.CHANGE),
            packed)
        .onComplete(
            done -> {
              if (done.failed() && whole) {
                // It may have been stored: what is near must be checked before it counts.
                levels.suspect(id);
                away(id, changes);
              } else if (done.failed()) {
                // It may have been stored, and its base may be later than what is near: the very
                // same entry is kept and owed. What was to replace anything gives way by then to
                // what is later.
                levels.put(id, made.entry(), newsStamp);
                levels.owed.change(
                    id, made.entry(), made.encoded(), Far.ANY.equals(expected) ? "" : expected);
                finish(id, changes, made);
              } else if (done.result().stored()) {
                levels.owed.paid(id);
                levels.put(id, made.entry(), newsStamp);
                finish(id, changes, made);
              } else if (tries >= MAX_TRIES) {
                fail(id, changes, new ProblemException(Problem.OVERLOADED, "too contended"));
              } else {
                attemptAlone(id, changes, done.result().found(), tries + 1);
              }
            });
  }

  private InvalidValueException tooLarge(Made<V> made) {
    levels.stats.add(Count.REJECTED_TOO_LARGE);
    return new InvalidValueException(
        "value",
        made.encoded().length + " bytes",
        "at most " + levels.options().maxValueBytes() + " bytes when packed");
  }

  /** Redis does not answer. */
  private void away(String id, List<Change<V>> changes) {
    if (whole) {
      fail(id, changes, new ProblemException(Problem.UNAVAILABLE, "Redis does not answer"));
    } else {
      local(id, changes);
    }
  }

  private void local(String id, List<Change<V>> changes) {
    while (true) {
      Entry<V> present = levels.near(id);
      Made<V> made = make(id, changes, present);
      if (made == null) {
        return;
      }
      if (levels.heavy(made.entry())) {
        // There is nowhere to keep it.
        fail(id, changes, tooLarge(made));
        return;
      }
      if (levels.replace(id, present, made.entry())) {
        levels.owed.change(id, made.entry(), made.encoded(), Far.expecting(present));
        finish(id, changes, made);
        return;
      }
    }
  }

  /** Applies all changes; null when that failed, and everyone was told. */
  private @Nullable Made<V> make(String id, List<Change<V>> changes, @Nullable Entry<V> base) {
    try {
      List<V> each = new ArrayList<>(changes.size());
      V value = base == null ? null : base.value;
      long ttlMillis = 1;
      // Later than what it is made of, whatever the clocks say: who makes good a write that Redis
      // missed goes by these times, and the older value must not come back over the newer.
      long bornMillis =
          base == null ? levels.begin() : Math.max(levels.begin(), base.storedAtMillis + 1);
      List<String> tags = List.of();
      for (Change<V> change : changes) {
        V changed = change.apply().apply(value);
        if (changed == null) {
          throw new IllegalArgumentException("a change made nothing of a value");
        }
        value = changed;
        ttlMillis = change.ttlMillis();
        tags = change.tags();
        each.add(changed);
      }
      V last = each.get(each.size() - 1);
      byte[] encoded = levels.encode(last);
      Made<V> made =
          new Made<>(levels.entry(last, encoded, bornMillis, ttlMillis, 0, tags), encoded, each);
      if (encoded.length > levels.options().maxRawBytes()) {
        throw tooLarge(made);
      }
      return made;
    } catch (RuntimeException e) {
      if (changes.size() == 1) {
        fail(id, changes, e);
      } else {
        // One of them is at fault: each by itself, so that the others are not lost.
        single(id, changes);
      }
      return null;
    }
  }

  private void single(String id, List<Change<V>> changes) {
    queues.computeIfPresent(
        id,
        (key, queue) -> {
          for (int i = changes.size() - 1; i > 0; i--) {
            queue.addFirst(changes.get(i));
          }
          return queue;
        });
    beginAlone(id, List.of(changes.get(0)));
  }

  private void finish(String id, List<Change<V>> changes, Made<V> made) {
    levels.tell(List.of(id));
    for (int i = 0; i < changes.size(); i++) {
      changes.get(i).promise().complete(made.each().get(i));
    }
    next(id);
  }

  private void fail(String id, List<Change<V>> changes, Throwable why) {
    changes.forEach(change -> change.promise().fail(why));
    next(id);
  }
}
