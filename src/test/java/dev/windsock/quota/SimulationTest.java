package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.History.Event;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * Random histories in virtual time against a strict count. {@code
 * -Dwindsock.quota.histories=100000} for a long run, {@code -Dwindsock.quota.seed=…} to replay one
 * that failed (with histories=1). {@link SimulationProofIT} is the long form.
 */
final class SimulationTest {
  private static final int HISTORIES = Integer.getInteger("windsock.quota.histories", 400);
  private static final long SEED = Long.getLong("windsock.quota.seed", 1);

  /** A flaw that is not found in so many histories is not found. */
  private static final int ENOUGH = 1_000;

  private static final Duration MINUTES = Duration.ofMinutes(120);

  private static final Duration LENGTH = Duration.ofSeconds(60);

  /** One drawn history, run to its end. */
  static History run(long seed, Flaw flaw) {
    History history = History.drawn(seed, flaw);
    history.run(LENGTH, 4, 300);
    return history;
  }

  @Test
  void histories_withEveryFault_neverExceedAnyWindow() {
    long arrived = 0;
    Map<Event, Integer> events = new EnumMap<>(Event.class);
    for (long seed = SEED; seed < SEED + HISTORIES; seed++) {
      History history = run(seed, Flaw.NONE);
      arrived += history.arrived();
      history.events().forEach((event, times) -> events.merge(event, times, Integer::sum));
      assertThat(history.violations()).as("seed %d: %s", seed, history).isEmpty();
    }
    assertThat(arrived).as("calls that were made").isGreaterThan(HISTORIES * 10L);
    if (HISTORIES >= 100) {
      assertThat(events.keySet()).as("%s", events).containsExactlyInAnyOrder(Event.values());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void histories_ofABrokenLimiter_areFoundOut(Flaw flaw) {
    long seed = 1;
    while (seed <= ENOUGH && run(seed, flaw).violations().isEmpty()) {
      seed++;
    }
    assertThat(seed).as("the first history in which %s shows", flaw).isLessThanOrEqualTo(ENOUGH);
  }

  @Test
  void history_sameSeed_isTheSame() {
    History one = run(77, Flaw.NO_HOLD);
    History other = run(77, Flaw.NO_HOLD);
    assertThat(one.arrived()).isEqualTo(other.arrived());
    assertThat(one.events()).isEqualTo(other.events());
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
    History history = History.healthy(7, options, new Window(limit, window)).answeredAfter(200);
    history.run(window.multipliedBy(100), instances, Math.max(1, window.toMillis() / limit / 4));
    assertThat(history.violations()).isEmpty();
    return history.arrived() / (100.0 * limit);
  }

  /** The share of a minute's limit that is used with the guards that are shipped. */
  private static double used(int busy) {
    QuotaOptions options =
        new QuotaOptions(
            4,
            0.2,
            "",
            10_000,
            Duration.ofSeconds(5),
            Duration.ofSeconds(5),
            Duration.ofSeconds(1));
    History history =
        History.healthy(7, options, new Window(100, Duration.ofMinutes(1))).answeredAfter(200);
    history.run(MINUTES, busy, 200);
    assertThat(history.violations()).isEmpty();
    return history.arrived() / (100.0 * (MINUTES.toMinutes() + 1));
  }
}
