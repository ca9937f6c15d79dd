package dev.windsock.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final long FIRST = Duration.ofMillis(250).toNanos();
  private static final long LONGEST = Duration.ofSeconds(30).toNanos();

  @Test
  void retry_growsWithJitterUpToALimitAndStartsOver() {
    Backoff low = new Backoff(FIRST, LONGEST, () -> 0);
    Backoff high = new Backoff(FIRST, LONGEST, () -> 0.999_999);
    long last = 0;
    for (int i = 0; i < 20; i++) {
      long shortest = low.nextNanos();
      long longest = high.nextNanos();
      assertThat(longest).isBetween(shortest, 2 * shortest);
      assertThat(longest).isLessThanOrEqualTo(LONGEST);
      assertThat(shortest).isGreaterThanOrEqualTo(last / 2);
      last = shortest;
    }
    low.reset();
    assertThat(low.nextNanos()).isEqualTo(FIRST / 2);
  }
}
