package dev.windsock.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the results of one call from flights that land on any thread, and completes the call on
 * its own context. A call with a fault fails, after all have landed.
 */
final class Gather<V> {
  private static final Object NOTHING = new Object();

  private final AtomicReferenceArray<@Nullable Object> results;
  private final AtomicInteger open;
  private final Promise<List<Cached<V>>> promise;
  private volatile @Nullable Throwable fault;

  Gather(Vertx vertx, int size) {
    this.results = new AtomicReferenceArray<>(size);
    this.open = new AtomicInteger(size + 1);
    this.promise = ((VertxInternal) vertx).getOrCreateContext().promise();
  }

  /** Sets one result, unless it was given up already. Returns whether it was set. */
  boolean set(int index, @Nullable Cached<V> cached, @Nullable Throwable why) {
    if (!results.compareAndSet(index, null, cached == null ? NOTHING : cached)) {
      return false;
    }
    if (why != null) {
      fault = why;
    }
    count();
    return true;
  }

  /** Whether one result is still to come. */
  boolean open(int index) {
    return results.get(index) == null;
  }

  /** The call has asked for all that it wants. */
  Future<List<Cached<V>>> future() {
    count();
    return promise.future();
  }

  @SuppressWarnings("unchecked")
  private void count() {
    if (open.decrementAndGet() == 0) {
      Throwable why = fault;
      if (why != null) {
        promise.fail(why);
        return;
      }
      Object[] all = new Object[results.length()];
      for (int i = 0; i < all.length; i++) {
        all[i] = results.get(i);
      }
      promise.complete((List<Cached<V>>) (List<?>) Arrays.asList(all));
    }
  }
}
