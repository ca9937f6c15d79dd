package dev.windsock.cache;

import dev.windsock.cache.CoherenceHistory.Disturbance;
import dev.windsock.redis.FaultProxy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Makes the networks of single instances fail, one after another, and records when. */
final class CoherenceFaults {
  private static final List<Consumer<FaultProxy>> FAULTS =
      List.of(
          FaultProxy::cut,
          FaultProxy::cut,
          FaultProxy::hold,
          FaultProxy::dropRequests,
          FaultProxy::dropReplies,
          FaultProxy::reset,
          proxy -> proxy.delay(30),
          proxy -> proxy.split(3));

  private final Vertx vertx;
  private final List<Instance> instances;
  private final CoherenceHistory history;
  private final Set<Integer> failing = ConcurrentHashMap.newKeySet();

  /** The longest from an instance's return until nothing was owed. */
  final AtomicLong longestRecoveryNanos = new AtomicLong();

  CoherenceFaults(Vertx vertx, List<Instance> instances, CoherenceHistory history) {
    this.vertx = vertx;
    this.instances = List.copyOf(instances);
    this.history = history;
  }

  /** One after another until it is over; completes when all is healed. */
  Future<Void> run(SplittableRandom random, BooleanSupplier over) {
    Promise<Void> done = Promise.promise();
    next(random, over, done);
    return done.future();
  }

  private void next(SplittableRandom random, BooleanSupplier over, Promise<Void> done) {
    if (over.getAsBoolean()) {
      done.complete();
      return;
    }
    int of = random.nextInt(instances.size());
    Consumer<FaultProxy> fault = FAULTS.get(random.nextInt(FAULTS.size()));
    int pauseMillis = random.nextInt(20, 250);
    int lengthMillis = random.nextInt(30, 600);
    vertx.setTimer(
        pauseMillis,
        now -> {
          if (failing.add(of)) {
            fail(of, fault, lengthMillis)
                .onComplete(
                    healed -> {
                      failing.remove(of);
                      next(random, over, done);
                    });
          } else {
            next(random, over, done);
          }
        });
  }

  private Future<Void> fail(int of, Consumer<FaultProxy> fault, int lengthMillis) {
    Instance instance = instances.get(of);
    Promise<Void> ended = Promise.promise();
    long fromNanos = System.nanoTime();
    fault.accept(instance.proxy);
    vertx.setTimer(lengthMillis, end -> ended.complete());
    return ended
        .future()
        .compose(
            end -> {
              instance.proxy.pass();
              return instance.answered();
            })
        .compose(
            back -> {
              long toNanos = System.nanoTime();
              return instance
                  .until(() -> instance.owed() == 0)
                  .onSuccess(
                      recovered -> {
                        long nowNanos = System.nanoTime();
                        longestRecoveryNanos.accumulateAndGet(nowNanos - toNanos, Math::max);
                        history.add(new Disturbance(of, fromNanos, toNanos, nowNanos));
                      });
            });
  }
}
