package dev.windsock.time;

import java.time.Duration;
import java.util.Comparator;
import java.util.TreeSet;

/**
 * A clock that stands still until a test advances it. Timers fire inside {@code advance}, in order
 * of their instants, on the calling thread. Wall and monotonic time move together unless {@link
 * #stepWall} moves the wall alone. Single-threaded.
 */
public final class ManualClock implements Clock {
  private final TreeSet<Armed> timers =
      new TreeSet<>(
          Comparator.comparingLong((Armed armed) -> armed.atNanos)
              .thenComparingLong(armed -> armed.sequence));
  private long nowNanos;
  private long wallOffsetMillis;
  private long sequence;

  /** Starts at 2026-11-23T12:00:00Z. */
  public ManualClock() {
    this(1_795_435_200_000L);
  }

  public ManualClock(long startMillis) {
    this.wallOffsetMillis = startMillis;
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public long millis() {
    return wallOffsetMillis + Math.floorDiv(nowNanos, 1_000_000);
  }

  @Override
  public Timer after(long delayNanos, Runnable task) {
    return arm(new Armed(nowNanos + Math.max(1, delayNanos), sequence++, 0, task));
  }

  @Override
  public Timer every(long periodNanos, Runnable task) {
    return arm(new Armed(nowNanos + periodNanos, sequence++, periodNanos, task));
  }

  private Timer arm(Armed armed) {
    timers.add(armed);
    return () -> {
      boolean live = !armed.cancelled && timers.remove(armed);
      armed.cancelled = true;
      return live;
    };
  }

  /** Moves time on, firing what falls due on the way. */
  public void advance(Duration by) {
    advanceNanos(by.toNanos());
  }

  /** Moves time on by nanoseconds, firing what falls due on the way. */
  public void advanceNanos(long by) {
    long until = nowNanos + by;
    while (!timers.isEmpty() && timers.first().atNanos <= until) {
      Armed armed = timers.pollFirst();
      nowNanos = Math.max(nowNanos, armed.atNanos);
      if (armed.periodNanos > 0 && !armed.cancelled) {
        armed.atNanos += armed.periodNanos;
        timers.add(armed);
      }
      armed.task.run();
    }
    nowNanos = until;
  }

  /** Moves to the next timer and fires it. Returns whether there was one. */
  public boolean advanceToNextTimer() {
    if (timers.isEmpty()) {
      return false;
    }
    advanceNanos(Math.max(0, timers.first().atNanos - nowNanos));
    return true;
  }

  /** Steps the wall clock alone, as an operator or NTP would. */
  public void stepWall(Duration by) {
    wallOffsetMillis += by.toMillis();
  }

  /** How many timers are armed: none should outlive what armed them. */
  public int armed() {
    return timers.size();
  }

  private static final class Armed {
    private final long sequence;
    private final long periodNanos;
    private final Runnable task;
    private long atNanos;
    private boolean cancelled;

    private Armed(long atNanos, long sequence, long periodNanos, Runnable task) {
      this.atNanos = atNanos;
      this.sequence = sequence;
      this.periodNanos = periodNanos;
      this.task = task;
    }
  }
}
