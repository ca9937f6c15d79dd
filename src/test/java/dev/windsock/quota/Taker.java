package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;

/** A verticle, on an event loop of its own, that takes one call after another. */
final class Taker extends VerticleBase {
  private final QuotaClient client;
  private final int times;
  private final Promise<Integer> done = Promise.promise();

  private Taker(QuotaClient client, int times) {
    this.client = client;
    this.times = times;
  }

  /** Asks so often for one call of "p", without waiting; yields how many were granted. */
  static Future<Integer> deploy(Vertx vertx, QuotaClient client, int times) {
    Taker taker = new Taker(client, times);
    return vertx.deployVerticle(taker).compose(deployed -> taker.done.future());
  }

  @Override
  public Future<?> start() {
    take(0, 0);
    return Future.succeededFuture();
  }

  private void take(int asked, int granted) {
    if (asked == times) {
      done.complete(granted);
      return;
    }
    client
        .acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 0))
        .onSuccess(permit -> take(asked + 1, granted + permit.granted()))
        .onFailure(done::fail);
  }
}
