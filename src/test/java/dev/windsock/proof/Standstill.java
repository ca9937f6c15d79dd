package dev.windsock.proof;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicLong;

/** The longest time for which event loops stood still. Thread-safe. */
final class Standstill {
  private static final long EVERY_MILLIS = 10;

  private final AtomicLong longestNanos = new AtomicLong();

  /** Watches the loop of a context too. */
  void watch(Vertx vertx, Context context) {
    context.runOnContext(
        now -> {
          long[] last = {System.nanoTime()};
          vertx.setPeriodic(
              EVERY_MILLIS,
              tick -> {
                long at = System.nanoTime();
                longestNanos.accumulateAndGet(at - last[0], Math::max);
                last[0] = at;
              });
        });
  }

  long longestMillis() {
    return longestNanos.get() / 1_000_000;
  }
}
