package dev.windsock.proof;

import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Lets real time pass in a proof whose subject is real time. */
final class Pause {
  private Pause() {}

  /** Returns so many milliseconds later; not for event loops. */
  static void of(Vertx vertx, long millis) throws Exception {
    CompletableFuture<Void> over = new CompletableFuture<>();
    vertx.setTimer(Math.max(1, millis), now -> over.complete(null));
    over.get(millis + 60_000, TimeUnit.MILLISECONDS);
  }
}
