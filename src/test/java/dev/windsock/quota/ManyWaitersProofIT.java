package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten thousand sources and a million waiters over a run; the heap is weighed as it goes. */
@Tag("proof")
class ManyWaitersProofIT {
  private static final int SOURCES = 10_000;
  private static final int ROUNDS = 10;
  private static final int EACH_ROUND = 100_000;
  private static final long MAX_GROWTH_BYTES = 16L << 20;

  @Test
  void tenThousandSources_aMillionWaiters_boundedMemoryAndOrderKept() {
    ManyWaiters run = new ManyWaiters(SOURCES, 20);
    long before = heap();
    long full = 0;
    long after = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      run.ask(EACH_ROUND);
      full = Math.max(full, round == ROUNDS ? heap() : 0);
      run.waitForAll();
      after = round == 1 ? heap() : after;
    }
    long end = heap();
    System.out.printf(
        "%d sources, %d waiters: %d granted, %d refused, most in line %d, out of order %d;"
            + " heap %d MiB at first, %d with full lines, %d after a tenth, %d at the end%n",
        SOURCES,
        ROUNDS * EACH_ROUND,
        run.granted(),
        run.refused(),
        run.mostWaiting(),
        run.outOfOrder(),
        before >> 20,
        full >> 20,
        after >> 20,
        end >> 20);
    assertThat(run.granted() + run.refused()).isEqualTo(ROUNDS * EACH_ROUND);
    assertThat(run.outOfOrder()).isZero();
    assertThat(run.left()).isZero();
    assertThat(end - after).isLessThan(MAX_GROWTH_BYTES);
  }

  private static long heap() {
    Runtime runtime = Runtime.getRuntime();
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
