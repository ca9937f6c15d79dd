package dev.windsock.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * What the upstream itself says of its quota: it only ever lowers ours. Belongs to one event loop;
 * monotonic nanoseconds.
 *
 * <p>Each word stands until its own end, so that neither a word on a minute lifts one on a day, nor
 * lasts as long.
 */
final class Adoption {
  /** The longest that a word of the upstream is believed. */
  static final long LONGEST_NANOS = 31L * 24 * 3_600 * 1_000_000_000;

  /** So many caps are told apart; with more, the lowest is taken to last as long as any. */
  private static final int MOST_CAPS = 8;

  private static final class Cap {
    private long left;
    private final long untilNanos;

    private Cap(long left, long untilNanos) {
      this.left = left;
      this.untilNanos = untilNanos;
    }
  }

  private final List<Cap> caps = new ArrayList<>();
  private boolean blocked;
  private long blockedUntil;

  /** A refusal: nothing until then. A later end wins. */
  void block(long untilNanos) {
    if (!blocked || untilNanos - blockedUntil > 0) {
      blockedUntil = untilNanos;
    }
    blocked = true;
  }

  /** At most so many grants until then. Raises nothing before the earlier words have passed. */
  void cap(long grants, long untilNanos, long nowNanos) {
    forget(nowNanos);
    for (Cap cap : caps) {
      if (cap.left <= grants && cap.untilNanos - untilNanos >= 0) {
        return;
      }
    }
    caps.removeIf(cap -> cap.left >= grants && cap.untilNanos - untilNanos <= 0);
    caps.add(new Cap(Math.max(0, grants), untilNanos));
    if (caps.size() > MOST_CAPS) {
      long last = latest(nowNanos, Long.MAX_VALUE);
      Cap one = new Cap(least(), last);
      caps.clear();
      caps.add(one);
    }
  }

  private void forget(long nowNanos) {
    for (int i = caps.size() - 1; i >= 0; i--) {
      if (nowNanos - caps.get(i).untilNanos >= 0) {
        caps.remove(i);
      }
    }
  }

  private long least() {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < caps.size(); i++) {
      least = Math.min(least, caps.get(i).left);
    }
    return least;
  }

  /** When the last cap below so many grants ends; now when there is none. */
  private long latest(long nowNanos, long grants) {
    long latest = nowNanos;
    for (Cap cap : caps) {
      if (cap.left < grants && cap.untilNanos - latest > 0) {
        latest = cap.untilNanos;
      }
    }
    return latest;
  }

  /** Grants that it lets through now; {@link Long#MAX_VALUE} when it has nothing to say. */
  long allowance(long nowNanos) {
    if (isBlocked(nowNanos)) {
      return 0;
    }
    blocked = false;
    forget(nowNanos);
    return least();
  }

  /** Counts grants against the caps. */
  void spend(long grants) {
    for (int i = 0; i < caps.size(); i++) {
      Cap cap = caps.get(i);
      cap.left = Math.max(0, cap.left - grants);
    }
  }

  /** From when so many grants are let through again. */
  long fitsAt(long nowNanos, long grants) {
    long fits = latest(nowNanos, grants);
    return isBlocked(nowNanos) && blockedUntil - fits > 0 ? blockedUntil : fits;
  }

  /** Whether a refusal stands. */
  boolean isBlocked(long nowNanos) {
    return blocked && nowNanos - blockedUntil < 0;
  }

  /** Until when a refusal stands. */
  long blockedUntil() {
    return blockedUntil;
  }
}
