package dev.windsock.answer;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Futures that come in time, and where they were asked for. */
final class Within {
  private Within() {}

  /** As the future, or {@code timed_out} once the time is up. The timer never outlives it. */
  static <T> Future<T> deadline(Future<T> future, long leftNanos, Clock clock) {
    if (future.isComplete()) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    Clock.Timer timer =
        clock.after(
            Math.max(1, leftNanos),
            () -> promise.tryFail(new ProblemException(Problem.TIMED_OUT, "no answer in time")));
    future.onComplete(
        done -> {
          timer.cancel();
          if (done.succeeded()) {
            promise.tryComplete(done.result());
          } else {
            promise.tryFail(done.cause());
          }
        });
    return promise.future();
  }

  /** As the future, but completed on the context of the caller rather than of who completes it. */
  static <T> Future<T> here(Future<T> future) {
    Context context = Vertx.currentContext();
    if (context == null || future.isComplete()) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(
        done ->
            context.runOnContext(
                ignored -> {
                  if (done.succeeded()) {
                    promise.complete(done.result());
                  } else {
                    promise.fail(done.cause());
                  }
                }));
    return promise.future();
  }
}
