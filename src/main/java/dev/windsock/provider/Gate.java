package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * Lets few through at a time and few wait, first come, first served. Runs on one context; the
 * waiting time is bounded by what those inside take, which have deadlines of their own.
 */
final class Gate {
  private final int maxInside;
  private final int maxWaiting;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int inside;
  private boolean draining;

  Gate(int maxInside, int maxWaiting) {
    this.maxInside = maxInside;
    this.maxWaiting = maxWaiting;
  }

  /** Runs work now or when its turn comes; refuses it when too many wait already. */
  <T> Future<T> enter(Supplier<Future<T>> work) {
    if (inside < maxInside && waiting.isEmpty()) {
      return begin(work);
    }
    if (waiting.size() >= maxWaiting) {
      return Future.failedFuture(
          new ProblemException(Problem.OVERLOADED, "too many reads wait for this provider"));
    }
    Promise<T> promise = Promise.promise();
    waiting.add(() -> begin(work).onComplete(promise));
    return promise.future();
  }

  private <T> Future<T> begin(Supplier<Future<T>> work) {
    inside++;
    Future<T> begun;
    try {
      begun = work.get();
    } catch (RuntimeException e) {
      begun = Future.failedFuture(e);
    }
    return begun.onComplete(done -> left());
  }

  /** A loop, since work that is done at once comes back here from within. */
  private void left() {
    inside--;
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (inside < maxInside && !waiting.isEmpty()) {
        waiting.remove().run();
      }
    } finally {
      draining = false;
    }
  }
}
