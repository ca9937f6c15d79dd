package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.Clock;
import dev.windsock.time.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisTimeTest {
  private final ManualClock clock = new ManualClock(1_000_000);
  private final RedisTime time = new RedisTime(clock);

  /** Redis answers in the middle of a trip. */
  private void measure(long aheadMillis, long tripMillis) {
    long sentNanos = clock.nanos();
    clock.advance(Duration.ofMillis(tripMillis / 2));
    long said = clock.millis() + aheadMillis;
    clock.advance(Duration.ofMillis(tripMillis - tripMillis / 2));
    time.learn(said, sentNanos);
  }

  @Test
  void shift_beforeAnyMeasure_isNone() {
    assertThat(time.shiftMillis()).isZero();
  }

  @Test
  void learn_differenceWithinTheTrip_isNoDifference() {
    measure(9, 20);
    assertThat(time.shiftMillis()).isZero();
    measure(-9, 20);
    assertThat(time.shiftMillis()).isZero();
  }

  @Test
  void learn_clocksApart_isWithinHalfATripOfTheTruth() {
    measure(-5_000, 20);
    assertThat(time.shiftMillis()).isBetween(-5_010L, -4_990L);
    assertThat(time.toHere(time.toRedis(123))).isEqualTo(123);
    measure(7_000, 2);
    assertThat(time.shiftMillis()).isBetween(6_999L, 7_001L);
  }

  @Test
  void shift_wallClockSteppedSince_followsTheStep() {
    measure(0, 2);
    clock.advance(Duration.ofHours(1));
    clock.stepWall(Duration.ofMinutes(-10));
    assertThat(time.toRedis(clock.millis())).isEqualTo(clock.millis() + 600_000);
    measure(600_000, 2);
    assertThat(time.shiftMillis()).isBetween(599_999L, 600_001L);
  }

  @Test
  void shift_slewing_isNotAStep() {
    measure(0, 2);
    clock.stepWall(Duration.ofMillis(20));
    assertThat(time.shiftMillis()).isZero();
  }

  @Test
  void learn_shiftKnownStillPossible_stays() {
    measure(-5_000, 20);
    long before = time.shiftMillis();
    measure(-5_007, 40);
    assertThat(time.shiftMillis()).isEqualTo(before);
  }

  @Test
  void shift_threadHeldUpBetweenItsTwoClocks_isNotAStep() {
    HeldUp heldUp = new HeldUp(clock);
    RedisTime held = new RedisTime(heldUp);
    heldUp.nextMillis = 134;
    assertThat(held.shiftMillis()).isZero();
    heldUp.nextMillis = 134;
    held.learn(clock.millis(), clock.nanos());
    assertThat(held.shiftMillis()).isZero();
  }

  /** A thread that loses the processor right after it read the wall clock. */
  private static final class HeldUp implements Clock {
    private final ManualClock clock;
    private long nextMillis;

    private HeldUp(ManualClock clock) {
      this.clock = clock;
    }

    @Override
    public long nanos() {
      return clock.nanos();
    }

    @Override
    public long millis() {
      long millis = clock.millis();
      clock.advance(Duration.ofMillis(nextMillis));
      nextMillis = 0;
      return millis;
    }

    @Override
    public Timer after(long delayNanos, Runnable task) {
      return clock.after(delayNanos, task);
    }

    @Override
    public Timer every(long periodNanos, Runnable task) {
      return clock.every(periodNanos, task);
    }
  }
}
