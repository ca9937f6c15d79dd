package dev.windsock.cache;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Runs operations one after another on an event loop, as a verticle does that waits for each. */
final class Chain {
  /** How many are run in one go: the wait of the thread that measures is shared by so many. */
  static final int LENGTH = 200;

  private final Context context;

  Chain(Vertx vertx) {
    this.context = ((VertxInternal) vertx).createEventLoopContext();
  }

  /** Waits for all; the last result. */
  Object run(Supplier<? extends Future<?>> operation) {
    CompletableFuture<Object> done = new CompletableFuture<>();
    context.runOnContext(run -> next(operation, LENGTH, done));
    return done.join();
  }

  private static void next(
      Supplier<? extends Future<?>> operation, int left, CompletableFuture<Object> done) {
    operation
        .get()
        .onComplete(
            result -> {
              if (result.failed()) {
                done.completeExceptionally(result.cause());
              } else if (left == 1) {
                done.complete(String.valueOf(result.result()));
              } else {
                next(operation, left - 1, done);
              }
            });
  }
}
