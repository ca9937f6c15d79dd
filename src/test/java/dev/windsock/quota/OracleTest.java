package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The judge itself. */
class OracleTest {
  private static final Window THREE = new Window(3, Duration.ofSeconds(1));
  private static final long MILLI = 1_000_000;

  private static List<String> judged(Window window, long... millis) {
    Oracle oracle = new Oracle();
    for (long at : millis) {
      oracle.arrive(at * MILLI);
    }
    return oracle.violations(List.of(window));
  }

  @Test
  void violations_oneMoreThanTheLimitInAWindow_isFoundWhateverTheOrder() {
    assertThat(judged(THREE, 10, 20, 30)).isEmpty();
    assertThat(judged(THREE, 2_000, 10, 700, 1_005, 20)).hasSize(1);
  }

  @Test
  void violations_windowsLength_countsAsInside() {
    assertThat(judged(THREE, 10, 500, 600, 1_011)).isEmpty();
    assertThat(judged(THREE, 10, 500, 600, 1_010)).hasSize(1);
  }

  @Test
  void violations_alignedWindowOverfull_isFoundTwice() {
    assertThat(judged(THREE, 100, 101, 102, 103).get(1)).contains("aligned window 0");
  }

  @Test
  void violations_randomArrivals_areWhatCountingByHandFinds() {
    Random random = new Random(5);
    int found = 0;
    for (int round = 0; round < 2_000; round++) {
      long[] at = random.longs(5, 0, 3_000).toArray();
      boolean tooMany = false;
      for (long from : at) {
        int in = 0;
        for (long other : at) {
          in += other >= from && other <= from + 1_000 ? 1 : 0;
        }
        tooMany |= in > 3;
      }
      assertThat(!judged(THREE, at).isEmpty()).isEqualTo(tooMany);
      found += tooMany ? 1 : 0;
    }
    assertThat(found).isBetween(100, 1_900);
  }
}
