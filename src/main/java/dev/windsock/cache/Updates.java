package dev.windsock.cache;

import dev.windsock.cache.Far.Found;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Read-modify-write of single values. Changes to one id queue up in the process and are applied
 * together in one compare-and-set on the entry's version; another instance that came between makes
 * it read and apply anew. While Redis is away the near level is changed, and Redis when it is back:
 * where another instance changed the same id meanwhile, the later value stands. Thread-safe.
 */
final class Updates<V> {
  private static final int MAX_TRIES = 64;
  private static final int MAX_QUEUED = 4096;
  private static final int MAX_IDS = 65_536;

  private record Change<V>(UnaryOperator<@Nullable V> apply, long ttlMillis, Promise<V> promise) {}

  /** What one try made. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Made<V>(Entry<V> entry, byte[] encoded, List<V> each) {}

  private final Vertx vertx;
  private final Levels<V> levels;
  private final ConcurrentHashMap<String, ArrayDeque<Change<V>>> queues = new ConcurrentHashMap<>();

  Updates(Vertx vertx, Levels<V> levels) {
    this.vertx = vertx;
    this.levels = levels;
  }

  Future<V> update(String id, long ttlMillis, UnaryOperator<@Nullable V> apply) {
    Promise<V> promise = ((VertxInternal) vertx).getOrCreateContext().promise();
    Change<V> change = new Change<>(apply, ttlMillis, promise);
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
      begin(id, List.of(change));
    }
    return promise.future();
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
      begin(id, waiting);
    }
  }

  private void begin(String id, List<Change<V>> changes) {
    if (!levels.far.up()) {
      local(id, changes);
      return;
    }
    levels
        .far
        .read(List.of(id), levels.epoch())
        .onSuccess(found -> attempt(id, changes, found.get(0), 1));
  }

  private void attempt(String id, List<Change<V>> changes, Found<V> found, int tries) {
    Object expected = found.expected();
    if (expected == null) {
      local(id, changes);
      return;
    }
    Entry<V> base = levels.newest(id, found.entry());
    if (base == null || base.value == null) {
      // Redis may have come back empty: what is near is the best there is.
      base = levels.near(id);
    }
    Made<V> made = make(id, changes, base == null ? null : base.value);
    if (made == null) {
      return;
    }
    long goneAtMillis = levels.freshness().goneAtMillis(made.entry());
    int newsStamp = levels.newsStamp(id);
    levels
        .far
        .store(
            id,
            expected,
            made.entry(),
            made.encoded(),
            goneAtMillis,
            made.entry().storedAtMillis,
            true,
            Far.CHANGE)
        .onComplete(
            done -> {
              if (done.failed()) {
                // It may have been stored, and its base may be later than what is near: the very
                // same entry is kept and owed.
                levels.put(id, made.entry(), newsStamp);
                levels.owe(id, made.entry(), made.encoded(), expected);
                finish(id, changes, made);
              } else if (done.result().stored()) {
                levels.paid(id);
                levels.put(id, made.entry(), newsStamp);
                finish(id, changes, made);
              } else if (tries >= MAX_TRIES) {
                fail(id, changes, new ProblemException(Problem.OVERLOADED, "too contended"));
              } else {
                attempt(id, changes, done.result().found(), tries + 1);
              }
            });
  }

  private void local(String id, List<Change<V>> changes) {
    while (true) {
      Entry<V> present = levels.near(id);
      Made<V> made = make(id, changes, present == null ? null : present.value);
      if (made == null) {
        return;
      }
      if (levels.replace(id, present, made.entry())) {
        levels.owe(id, made.entry(), made.encoded(), Far.expecting(present));
        finish(id, changes, made);
        return;
      }
    }
  }

  /** Applies all changes; null when that failed, and everyone was told. */
  private @Nullable Made<V> make(String id, List<Change<V>> changes, @Nullable V base) {
    try {
      List<V> each = new ArrayList<>(changes.size());
      V value = base;
      long ttlMillis = 1;
      for (Change<V> change : changes) {
        V changed = change.apply().apply(value);
        if (changed == null) {
          throw new IllegalArgumentException("a change made nothing of a value");
        }
        value = changed;
        ttlMillis = change.ttlMillis();
        each.add(changed);
      }
      V last = each.get(each.size() - 1);
      byte[] encoded = levels.encode(last);
      return new Made<>(
          levels.entry(last, encoded, levels.clock.millis(), ttlMillis, 0), encoded, each);
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
    begin(id, List.of(changes.get(0)));
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
