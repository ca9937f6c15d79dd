package dev.windsock.cache;

import dev.windsock.time.Clock;

/**
 * How far the clock here is from that of Redis, so that instances whose clocks differ agree on
 * times. What leaves the process is told in Redis time; inside it everything is wall time here.
 *
 * <p>The shift is measured by TIME: it lies between two bounds, as the reply was made between
 * sending and receiving. Where the shift known so far is within them it stays, so that times that
 * were told before and after a measurement can be compared; where no shift at all is, the clocks
 * agree as far as can be told; else the middle is taken. A step of the wall clock here between two
 * measurements is seen by the monotonic clock. Thread-safe.
 */
final class RedisTime {
  private static final long NANOS_PER_MILLI = 1_000_000;

  /** Less than this is slewing and rounding, not a step. */
  private static final long STEP_MILLIS = 50;

  /** Two readings further apart than this were not of one moment. */
  private static final long MOMENT_NANOS = STEP_MILLIS * NANOS_PER_MILLI / 5;

  private static final int MAX_READINGS = 5;

  /**
   * @param shiftMillis to be added to wall time here
   * @param bootMillis wall time here when the monotonic clock stood at zero
   */
  private record Measured(long shiftMillis, long bootMillis) {}

  private final Clock clock;
  private volatile Measured measured;

  RedisTime(Clock clock) {
    this.clock = clock;
    this.measured = new Measured(0, bootMillis());
  }

  /** Read anew where this thread was held up between the two clocks: that is not a step either. */
  private long bootMillis() {
    long nanos;
    long millis;
    int readings = 0;
    do {
      nanos = clock.nanos();
      millis = clock.millis();
    } while (clock.nanos() - nanos > MOMENT_NANOS && ++readings < MAX_READINGS);
    return millis - nanos / NANOS_PER_MILLI;
  }

  /**
   * Redis told its time.
   *
   * @param redisMillis what it said
   * @param sentNanos when it was asked, on the monotonic clock; it is now that it answered
   */
  void learn(long redisMillis, long sentNanos) {
    long nowMillis = clock.millis();
    long tripMillis = (clock.nanos() - sentNanos) / NANOS_PER_MILLI;
    long least = redisMillis - nowMillis - 1;
    long most = redisMillis - (nowMillis - tripMillis) + 1;
    long known = shiftMillis();
    boolean holds = least <= known && known <= most;
    long shift = holds ? known : least <= 0 && most >= 0 ? 0 : least + (most - least) / 2;
    measured = new Measured(shift, bootMillis());
  }

  /** What to add to wall time here to get Redis time, in ms. */
  long shiftMillis() {
    Measured known = measured;
    long stepped = known.bootMillis - bootMillis();
    return Math.abs(stepped) < STEP_MILLIS ? known.shiftMillis : known.shiftMillis + stepped;
  }

  long toRedis(long hereMillis) {
    return hereMillis + shiftMillis();
  }

  long toHere(long redisMillis) {
    return redisMillis - shiftMillis();
  }
}
