package dev.windsock.time;

import java.time.Duration;

/** A {@link ManualClock} that several threads may use; timers fire inside {@code advance}. */
public final class SharedClock implements Clock {
  private final ManualClock clock = new ManualClock();

  @Override
  public synchronized long nanos() {
    return clock.nanos();
  }

  @Override
  public synchronized long millis() {
    return clock.millis();
  }

  @Override
  public synchronized Timer after(long delayNanos, Runnable task) {
    return guarded(clock.after(delayNanos, task));
  }

  @Override
  public synchronized Timer every(long periodNanos, Runnable task) {
    return guarded(clock.every(periodNanos, task));
  }

  private Timer guarded(Timer timer) {
    return () -> {
      synchronized (this) {
        return timer.cancel();
      }
    };
  }

  /** Moves time on, firing what falls due on the way. */
  public synchronized void advance(Duration by) {
    clock.advance(by);
  }

  /** How many timers are armed. */
  public synchronized int armed() {
    return clock.armed();
  }
}
