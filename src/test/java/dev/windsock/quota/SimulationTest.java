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

  @Test
  void settling_minuteWindowWithLongGuard_losesOnlyWhatCallsTake() {
    assertThat(settled(4, Duration.ofMinutes(1), 100)).isBetween(0.98, 1.0);
    assertThat(settled(1, Duration.ofMinutes(1), 100)).isBetween(0.98, 1.01);
  }

  @Test
  void settling_secondWindowWithLongGuard_losesOnlyWhatCallsTake() {
    // A window and the 200 ms of a call: 1 / 1.2 of the limit is all that can be had.
    assertThat(settled(1, Duration.ofSeconds(1), 10)).isBetween(0.82, 0.85);
    assertThat(settled(4, Duration.ofSeconds(1), 40)).isBetween(0.70, 0.85);
  }

  /** The share of a limit that is used by calls of 200 ms, with a D of 5 s, all instances busy. */
  private static double settled(int instances, Duration window, int limit) {
    QuotaOptions options =
        new QuotaOptions(
            instances,
            0.2,
            "",
            10_000,
            Duration.ofSeconds(1),
            Duration.ofSeconds(5).minus(Duration.ofMillis(Math.min(1_000, window.toMillis() / 10))),
            Duration.ofMillis(50));
    History history = new History(7, options, new Window(limit, window)).answeredAfter(200);
    history.run(window.multipliedBy(100), instances, Math.max(1, window.toMillis() / limit / 4));
    assertThat(history.violations()).isEmpty();
    return history.arrived() / (100.0 * limit);
  }

  private static double used(int busy) {
    History history = new History(7, false, 4, new Window(100, Duration.ofMinutes(1)));
    history.run(Duration.ofMinutes(20), busy, 200);
    assertThat(history.violations()).isEmpty();
    return history.arrived() / (20 * 100.0 + 100);
  }
}
