package dev.windsock.time;

import io.vertx.core.Vertx;

/** The real clock: the JVM's monotonic and wall time, Vert.x timers. */
public final class VertxClock implements Clock {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Vertx vertx;

  /** Timers are Vert.x timers of this instance. */
  public VertxClock(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public long millis() {
    return System.currentTimeMillis();
  }

  @Override
  public Timer after(long delayNanos, Runnable task) {
    long id = vertx.setTimer(toMillis(delayNanos), fired -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    long id = vertx.setPeriodic(toMillis(periodNanos), fired -> task.run());
    return () -> vertx.cancelTimer(id);
  }

  /** Rounded up: a timer must never fire before the instant that it was armed for. */
  private static long toMillis(long nanos) {
    return Math.max(1, (nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
  }
}
