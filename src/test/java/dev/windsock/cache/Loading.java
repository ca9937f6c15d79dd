package dev.windsock.cache;

import dev.windsock.cache.Loader.Loaded;
import dev.windsock.cache.Loader.Wanted;
import dev.windsock.sentiment.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A loader that counts, and does what the test says. Thread-safe. */
final class Loading implements Loader<String> {
  final AtomicInteger calls = new AtomicInteger();
  final AtomicInteger loads = new AtomicInteger();
  final ConcurrentLinkedQueue<List<Wanted<String>>> asked = new ConcurrentLinkedQueue<>();
  volatile Duration ttl = Duration.ofMinutes(1);
  volatile @Nullable Problem problem;
  volatile Duration problemTtl = Duration.ofSeconds(5);

  /** What loads wait for. */
  volatile Future<?> gate = Future.succeededFuture();

  @Override
  public Future<List<Loaded<String>>> load(List<Wanted<String>> wanted) {
    calls.incrementAndGet();
    asked.add(wanted);
    Promise<List<Loaded<String>>> done = Promise.promise();
    gate.onComplete(open -> done.complete(make(wanted)));
    return done.future();
  }

  private List<Loaded<String>> make(List<Wanted<String>> wanted) {
    List<Loaded<String>> all = new ArrayList<>();
    for (Wanted<String> one : wanted) {
      Problem why = problem;
      all.add(
          why == null
              ? Loaded.of(one.id() + "#" + loads.incrementAndGet(), ttl)
              : Loaded.failed(why, problemTtl, null));
    }
    return all;
  }
}
