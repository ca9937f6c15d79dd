package dev.windsock.cache;

import io.vertx.core.Future;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removals by pattern that Redis missed, and in which buckets each is still to be done: on a
 * cluster a node that is dead delays its own buckets alone. The oldest is given up where there are
 * too many. Thread-safe.
 */
final class OwedSweeps {
  /** The most that are remembered. */
  static final int MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(OwedSweeps.class);

  /** One removal; equal only to itself. */
  private static final class Owing {
    /** Does it in one bucket, and tells of it there. */
    final IntFunction<Future<?>> sweep;

    /** Where it is still to be done. */
    final Set<Integer> left;

    Owing(IntFunction<Future<?>> sweep, int buckets) {
      this.sweep = sweep;
      this.left = IntStream.range(0, buckets).boxed().collect(Collectors.toSet());
    }
  }

  private final int buckets;
  private final ArrayDeque<Owing> all = new ArrayDeque<>();

  OwedSweeps(int buckets) {
    this.buckets = buckets;
  }

  /** Remembers a removal, to be done in every bucket. */
  synchronized void add(IntFunction<Future<?>> sweep) {
    if (all.size() == MAX) {
      all.removeFirst();
    }
    all.add(new Owing(sweep, buckets));
  }

  /** Where something is to be done. */
  synchronized Set<Integer> buckets() {
    Set<Integer> left = new TreeSet<>();
    all.forEach(one -> left.addAll(one.left));
    return left;
  }

  synchronized int size() {
    return all.size();
  }

  /**
   * Does what is to be done in a bucket, the oldest first; by one caller at a time.
   *
   * @return fails where Redis is lost meanwhile: the rest is still owed then
   */
  Future<Void> run(int bucket) {
    Owing next = first(bucket);
    if (next == null) {
      return Future.succeededFuture();
    }
    return next.sweep
        .apply(bucket)
        .compose(
            done -> paid(next, bucket),
            cause -> {
              if (cause instanceof ErrorType) {
                // Redis itself refuses it: it must not hold up the others for ever.
                LOG.warn("Redis refuses a removal by pattern: {}", cause.getMessage());
                return paid(next, bucket);
              }
              return Future.failedFuture(cause);
            });
  }

  private synchronized @Nullable Owing first(int bucket) {
    for (Owing one : all) {
      if (one.left.contains(bucket)) {
        return one;
      }
    }
    return null;
  }

  private Future<Void> paid(Owing done, int bucket) {
    synchronized (this) {
      done.left.remove(bucket);
      if (done.left.isEmpty()) {
        all.remove(done);
      }
    }
    return run(bucket);
  }
}
