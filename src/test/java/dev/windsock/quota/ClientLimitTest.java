package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClientLimitTest {
  private final ManualClock clock = new ManualClock();
  private final ClientLimit limit = new ClientLimit(6, Duration.ofMinutes(1), 1_000, clock);

  @Test
  void check_burst_passesTheQuotaThenOneAStep() {
    for (int i = 5; i >= 0; i--) {
      assertThat(limit.check("a"))
          .isEqualTo(new ClientLimit.Verdict(true, i, 60 - 10L * i, i == 0 ? 10 : 0));
    }
    assertThat(limit.check("a")).isEqualTo(new ClientLimit.Verdict(false, 0, 60, 10));
    assertThat(limit.check("b").allowed()).isTrue();
    clock.advance(Duration.ofSeconds(9));
    assertThat(limit.check("a").retryAfterSeconds()).isEqualTo(1);
    clock.advance(Duration.ofSeconds(1));
    assertThat(limit.check("a").allowed()).isTrue();
    assertThat(limit.check("a").allowed()).isFalse();
    clock.advance(Duration.ofMinutes(2));
    assertThat(limit.check("a").remaining()).isEqualTo(5);
  }

  @Test
  void headers_areAsTheDraftHasThem() {
    assertThat(limit.policy("default")).isEqualTo("\"default\";q=6;w=60");
    assertThat(limit.check("a").header("default")).isEqualTo("\"default\";r=5;t=10");
  }

  @Test
  void check_othersCannotBeTold_isLimitedToItsPart() {
    ClientLimit one = new ClientLimit(6, Duration.ofMinutes(1), 1_000, 3, clock);
    assertThat(one.check("a").allowed()).isTrue();
    assertThat(one.check("a").allowed()).isTrue();
    assertThat(one.check("a").allowed()).isFalse();
    assertThat(one.check("b").remaining()).isEqualTo(1);
  }

  @Test
  void owes_whatOthersLetThrough_countsHere() {
    ClientLimit one = new ClientLimit(6, Duration.ofMinutes(1), 1_000, 3, clock);
    one.told(true);
    assertThat(one.check("a").remaining()).isEqualTo(5);
    assertThat(one.reports(10)).containsExactly(new ClientLimit.Report("a", 1));
    assertThat(one.reports(10)).isEmpty();
    one.owes("a", Duration.ofSeconds(40).toNanos());
    assertThat(one.check("a").remaining()).isEqualTo(1);
    one.owes("a", Duration.ofSeconds(10).toNanos());
    assertThat(one.check("a").remaining()).as("only ever more").isZero();
    one.owes("nobody", Duration.ofSeconds(40).toNanos());
    assertThat(one.size()).isEqualTo(1);
  }

  @Test
  void check_endlessClients_memoryIsBounded() {
    ClientLimit few = new ClientLimit(6, Duration.ofMinutes(1), 100, clock);
    few.told(true);
    for (int i = 0; i < 20_000; i++) {
      few.check("client" + i);
    }
    assertThat(few.size()).isLessThanOrEqualTo(100);
    assertThat(few.reports(Integer.MAX_VALUE)).hasSizeLessThanOrEqualTo(4_096);
    clock.advance(Duration.ofMinutes(2));
    assertThat(few.size()).as("idle ones are swept").isZero();
  }
}
