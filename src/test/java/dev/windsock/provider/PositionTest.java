package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Problem;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PositionTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final long MICROS = 1_000;
  private static final long SECOND = 1_000_000;

  private final Position position = new Position(Duration.ofMinutes(10), Duration.ofHours(36));

  @Test
  void start_nothingKnown_looksBack() {
    assertThat(position.start(null, NOW))
        .isEqualTo(new Position.Start(NOW * MICROS - 600 * SECOND, false));
  }

  @Test
  void start_knownHereOrShared_beginsALittleBeforeTheLater() {
    position.written(NOW * MICROS - 60 * SECOND);
    assertThat(position.start(NOW * MICROS - 90 * SECOND, NOW).micros())
        .isEqualTo(NOW * MICROS - 65 * SECOND);
    assertThat(position.start(NOW * MICROS - 30 * SECOND, NOW).micros())
        .isEqualTo(NOW * MICROS - 35 * SECOND);
    assertThat(position.writtenMicros()).isEqualTo(NOW * MICROS - 30 * SECOND);
  }

  @Test
  void start_outOfReach_isClampedAndSaysSo() {
    position.written(NOW * MICROS - 40 * 3600 * SECOND);
    assertThat(position.start(null, NOW))
        .isEqualTo(new Position.Start(NOW * MICROS - 36 * 3600 * SECOND, true));
  }

  @Test
  void start_positionOfTheFuture_isTakenForNow() {
    position.written(NOW * MICROS + 3600 * SECOND);
    assertThat(position.start(null, NOW).micros()).isEqualTo(NOW * MICROS - 5 * SECOND);
  }

  @Test
  void written_whileHolding_countsOnlyAfterwards() {
    position.written(1);
    position.hold();
    position.written(7);
    position.written(5);
    assertThat(position.writtenMicros()).isEqualTo(1);
    position.release();
    assertThat(position.writtenMicros()).isEqualTo(7);
    position.written(3);
    assertThat(position.writtenMicros()).isEqualTo(7);
  }

  @Test
  void broke_thriceAtTheSamePlace_passesItBy() {
    position.written(NOW * MICROS - 60 * SECOND);
    assertThat(position.broke(Problem.MALFORMED, NOW)).isFalse();
    assertThat(position.broke(Problem.UNAVAILABLE, NOW)).isFalse();
    assertThat(position.broke(Problem.MALFORMED, NOW)).isFalse();
    assertThat(position.broke(Problem.MALFORMED, NOW)).isTrue();
    assertThat(position.start(null, NOW + 1_000))
        .isEqualTo(new Position.Start(NOW * MICROS, false));
  }

  @Test
  void broke_elsewhereEachTime_loosesNothing() {
    for (int i = 0; i < 10; i++) {
      position.written(NOW * MICROS + i);
      assertThat(position.broke(Problem.MALFORMED, NOW)).isFalse();
    }
  }

  @Test
  void recent_full_forgetsTheLongestUnused() {
    Recent<Integer> recent = new Recent<>(100);
    for (int i = 0; i < 1_000; i++) {
      recent.put("k" + i, i);
      recent.get("k0");
      assertThat(recent.size()).isLessThanOrEqualTo(100);
    }
    assertThat(recent.get("k0")).isZero();
    assertThat(recent.get("k1")).isNull();
    assertThat(recent.get("k999")).isEqualTo(999);
  }
}
