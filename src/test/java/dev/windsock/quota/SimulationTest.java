package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * Random histories in virtual time against a strict count. {@code
 * -Dwindsock.quota.histories=100000} for a long run, {@code -Dwindsock.quota.seed=…} to replay one
 * that failed (with histories=1).
 */
final class SimulationTest {
  private static final int HISTORIES = Integer.getInteger("windsock.quota.histories", 300);
  private static final long SEED = Long.getLong("windsock.quota.seed", 1);

  @Test
  void histories_withEveryFault_neverExceedAnyWindow() {
    long arrived = 0;
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = History.drawn(seed);
      history.run(Duration.ofSeconds(60), 4, 300);
      arrived += history.arrived();
      assertThat(history.violations()).as("seed %d: %s", seed, history).isEmpty();
    }
    assertThat(arrived).as("calls that were made").isGreaterThan(HISTORIES * 10L);
  }

  @Test
  void healthy_allBusy_usesNearlyAllOfTheQuota() {
    assertThat(used(4)).isBetween(0.95, 1.0);
  }

  @Test
  void healthy_oneBusy_usesMostOfTheQuota() {
    assertThat(used(1)).isBetween(0.80, 1.0);
  }

  private static double used(int busy) {
    History history = new History(7, false, 4, new Window(100, Duration.ofMinutes(1)));
    history.run(Duration.ofMinutes(20), busy, 200);
    assertThat(history.violations()).isEmpty();
    return history.arrived() / (20 * 100.0 + 100);
  }
}
