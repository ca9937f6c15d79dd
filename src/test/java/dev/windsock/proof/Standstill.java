package dev.windsock.proof;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** For how long event loops stood still, and when. Thread-safe. */
final class Standstill {
  private static final long EVERY_MILLIS = 10;

  /** What is shorter is a turn of the loop, not a standstill. */
  private static final long LEAST_NANOS = 20_000_000;

  /** Of each loop. Older ones are of no interest: nobody waits for so many. */
  private static final int KEPT = 10_000;

  private record Gap(long fromNanos, long toNanos) {
    long within(long from, long to) {
      return Math.max(0, Math.min(to, toNanos) - Math.max(from, fromNanos));
    }
  }

  private final AtomicLong longestNanos = new AtomicLong();
  private final List<Deque<Gap>> loops = new ArrayList<>();

  /** Watches the loop of a context too. */
  void watch(Vertx vertx, Context context) {
    Deque<Gap> gaps = new ArrayDeque<>();
    synchronized (this) {
      loops.add(gaps);
    }
    context.runOnContext(
        now -> {
          long[] last = {System.nanoTime()};
          vertx.setPeriodic(
              EVERY_MILLIS,
              tick -> {
                long at = System.nanoTime();
                if (at - last[0] >= LEAST_NANOS) {
                  note(gaps, new Gap(last[0], at));
                }
                last[0] = at;
              });
        });
  }

  private synchronized void note(Deque<Gap> gaps, Gap gap) {
    longestNanos.accumulateAndGet(gap.toNanos - gap.fromNanos, Math::max);
    if (gaps.size() == KEPT) {
      gaps.remove();
    }
    gaps.add(gap);
  }

  long longestMillis() {
    return longestNanos.get() / 1_000_000;
  }

  /** For how long in all the loop that was worst off stood still between two instants. */
  synchronized long millisBetween(long fromNanos, long toNanos) {
    long most = 0;
    for (Deque<Gap> gaps : loops) {
      most = Math.max(most, gaps.stream().mapToLong(gap -> gap.within(fromNanos, toNanos)).sum());
    }
    return most / 1_000_000;
  }
}
