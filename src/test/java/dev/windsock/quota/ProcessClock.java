package dev.windsock.quota;

import dev.windsock.time.Clock;
import dev.windsock.time.ManualClock;
import java.util.ArrayList;
import java.util.List;

/**
 * Time as one simulated process has it: its monotonic clock runs a little fast or slow, its wall
 * clock steps, and while the process is stopped nothing of it runs; once it has ended, nothing ever
 * does.
 */
final class ProcessClock implements Clock {
  private final ManualClock real;
  private final double drift;
  private final List<Runnable> held = new ArrayList<>();
  private long wallOffsetMillis;
  private boolean stopped;
  private boolean ended;

  /**
   * @param drift by which part it runs fast
   */
  ProcessClock(ManualClock real, double drift) {
    this.real = real;
    this.drift = drift;
  }

  @Override
  public long nanos() {
    long now = real.nanos();
    return now + (long) (drift * now);
  }

  @Override
  public long millis() {
    return real.millis() + wallOffsetMillis;
  }

  @Override
  public Timer after(long delayNanos, Runnable task) {
    boolean[] cancelled = {false};
    Timer timer =
        real.after(
            (long) (Math.max(1, delayNanos) * (1 - drift)) + 2,
            () ->
                run(
                    () -> {
                      if (!cancelled[0]) {
                        task.run();
                      }
                    }));
    return () -> {
      cancelled[0] = true;
      return timer.cancel();
    };
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    return real.every(periodNanos, () -> run(task));
  }

  /** Runs a task of the process: at once, when it goes on, or never. */
  void run(Runnable task) {
    if (stopped) {
      held.add(task);
    } else if (!ended) {
      task.run();
    }
  }

  /** As SIGSTOP does. */
  void stop() {
    stopped = true;
  }

  /** As SIGCONT does. */
  void goOn() {
    stopped = false;
    while (!held.isEmpty() && !stopped) {
      run(held.remove(0));
    }
  }

  /** As SIGKILL does. */
  void end() {
    ended = true;
    stopped = false;
    held.clear();
  }

  boolean isEnded() {
    return ended;
  }

  /** The wall clock is stepped to so far from the true time. */
  void stepWall(long millis) {
    wallOffsetMillis = millis;
  }
}
