package dev.windsock.quota;

import dev.windsock.bus.Messages.Acquire;
import dev.windsock.bus.Messages.Permit;
import dev.windsock.bus.Messages.Priority;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;

/** A verticle, on an event loop of its own, that takes all that it can get at once. */
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
    List<Future<Permit>> asked = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      asked.add(client.acquire(new Acquire("p", 1, 1, Priority.INTERACTIVE, 0)));
    }
    Future.all(asked)
        .map(all -> asked.stream().mapToInt(permit -> permit.result().granted()).sum())
        .onComplete(done);
    return Future.succeededFuture();
  }
}
