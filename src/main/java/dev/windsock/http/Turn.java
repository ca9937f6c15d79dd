package dev.windsock.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;

/** Turns of the event loop that one is on. */
final class Turn {
  private Turn() {}

  /** Runs a task in the next turn, so that others have the loop in between; at once off a loop. */
  static void next(Runnable task) {
    Context context = Vertx.currentContext();
    if (context == null) {
      task.run();
    } else {
      context.runOnContext(ignored -> task.run());
    }
  }

  /** As the future, but completed where it was asked for rather than by who completes it. */
  static <T> Future<T> here(Future<T> future) {
    Context context = Vertx.currentContext();
    if (context == null) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> context.runOnContext(ignored -> promise.handle(done)));
    return promise.future();
  }
}
