package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The short form of {@link ManyWaitersProofIT}. */
class ManyWaitersTest {
  @Test
  void manySources_manyWaiters_areServedInOrderAndLeaveNothingBehind() {
    ManyWaiters run = new ManyWaiters(1_000, 20);
    run.ask(50_000);
    assertThat(run.mostWaiting()).isGreaterThan(10_000).isLessThanOrEqualTo(1_000 * 20);
    run.waitForAll();
    assertThat(run.outOfOrder()).isZero();
    assertThat(run.granted() + run.refused()).isEqualTo(50_000);
    assertThat(run.granted()).isGreaterThan(20_000);
    assertThat(run.left()).isZero();
  }
}
