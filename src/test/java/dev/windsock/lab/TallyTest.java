package dev.windsock.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final long MILLI = 1_000_000;

  @Test
  void arrive_randomArrivals_countsAsABruteForceCounterDoes() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<Limit> limits =
          List.of(
              new Limit(1 + random.nextInt(20), 1 + random.nextInt(2000)),
              new Limit(1 + random.nextInt(60), 1 + random.nextInt(20_000)));
      Tally tally = new Tally(limits);
      ManualClock clock = new ManualClock();
      List<Long> all = new ArrayList<>();
      long expected = 0;
      long[] each = new long[2];
      long[] peaks = new long[2];
      for (int i = 0; i < 500; i++) {
        clock.advanceNanos(random.nextInt(4) == 0 ? 0 : random.nextInt(400) * MILLI);
        all.add(clock.nanos());
        boolean violation = false;
        for (int k = 0; k < 2; k++) {
          long after = clock.nanos() - limits.get(k).windowMillis() * MILLI;
          long within = all.stream().filter(at -> at > after).count();
          if (within > limits.get(k).count()) {
            each[k]++;
            violation = true;
          }
          peaks[k] = Math.max(peaks[k], Math.min(within, 4L * limits.get(k).count() + 16));
        }
        expected += violation ? 1 : 0;
        tally.arrive("", "q", clock.nanos(), clock.millis());
      }
      LabReport.Provider report = tally.report();
      assertThat(report.violations()).as("seed %d", seed).isEqualTo(expected);
      for (int k = 0; k < 2; k++) {
        assertThat(report.windows().get(k).violations()).isEqualTo(each[k]);
        assertThat(report.windows().get(k).peak()).isEqualTo(peaks[k]);
      }
    }
  }

  @Test
  void arrive_exactlyTheLimit_isNoViolation() {
    Tally tally = new Tally(List.of(new Limit(3, 1000)));
    ManualClock clock = new ManualClock();
    for (int i = 0; i < 30; i++) {
      assertThat(tally.arrive("", "q", clock.nanos(), clock.millis()).over()).isFalse();
      if (i % 3 == 2) {
        clock.advanceNanos(1000 * MILLI);
      }
    }
    assertThat(tally.report().violations()).isZero();
  }

  @Test
  void arrive_oneTooMany_isRefusedUntilTheOldestHasLeft() {
    Tally tally = new Tally(List.of(new Limit(2, 1000)));
    ManualClock clock = new ManualClock();
    tally.arrive("", "q", clock.nanos(), clock.millis());
    clock.advanceNanos(400 * MILLI);
    tally.arrive("", "q", clock.nanos(), clock.millis());
    Verdict refused = tally.arrive("", "q", clock.nanos(), clock.millis());
    assertThat(refused.over()).isTrue();
    assertThat(refused.binding().remaining()).isZero();
    assertThat(refused.binding().resetMillis()).isEqualTo(600);
    clock.advanceNanos(600 * MILLI);
    assertThat(tally.arrive("", "q", clock.nanos(), clock.millis()).over()).isFalse();
  }

  @Test
  void arrive_withPenalty_isShutOutWhileItKeepsKnocking() {
    Tally tally = new Tally(List.of(new Limit(1, 1000, 5000)));
    ManualClock clock = new ManualClock();
    tally.arrive("", "q", clock.nanos(), clock.millis());
    assertThat(tally.arrive("", "q", clock.nanos(), clock.millis()).over()).isTrue();
    clock.advanceNanos(4000 * MILLI);
    assertThat(tally.arrive("", "q", clock.nanos(), clock.millis()).over()).isTrue();
    clock.advanceNanos(5000 * MILLI);
    assertThat(tally.arrive("", "q", clock.nanos(), clock.millis()).over()).isFalse();
  }

  @Test
  void arrive_twoClients_areCountedApart() {
    Tally tally = new Tally(List.of(new Limit(1, 1000)));
    assertThat(tally.arrive("a", "q", 0, 0).over()).isFalse();
    assertThat(tally.arrive("b", "q", 0, 0).over()).isFalse();
    assertThat(tally.report().violations()).isZero();
  }

  @Test
  void arrive_alignedWindow_isCountedByTheWallClock() {
    Tally tally = new Tally(List.of(new Limit(2, 1000)));
    for (int i = 0; i < 3; i++) {
      tally.arrive("", "q", i * 300L * MILLI, 100_000 + i * 300L);
    }
    LabReport.WindowCount window = tally.report().windows().get(0);
    assertThat(window.alignedPeak()).isEqualTo(3);
    assertThat(window.alignedViolations()).isEqualTo(1);
  }

  @Test
  void arrive_endlesslyManyClientsAndQuestions_staysBounded() {
    Tally tally = new Tally(List.of(new Limit(1, 60_000)));
    for (int i = 0; i < 50_000; i++) {
      tally.arrive("c" + i, "q" + i, i, i);
      tally.arrive("c" + i, "q" + i, i, i);
    }
    assertThat(tally.clients()).isEqualTo(Tally.MAX_CLIENTS);
    LabReport.Provider report = tally.report();
    assertThat(report.asked()).hasSize(Tally.MAX_ASKED);
    assertThat(report.violations()).isEqualTo(50_000);
    assertThat(report.windows().get(0).violations()).isEqualTo(50_000);
  }
}
