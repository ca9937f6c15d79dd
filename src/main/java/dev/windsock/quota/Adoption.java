package dev.windsock.quota;

/**
 * What the upstream itself says of its quota: it only ever lowers ours. Belongs to one event loop;
 * monotonic nanoseconds.
 */
final class Adoption {
  /** The longest that a word of the upstream is believed. */
  static final long LONGEST_NANOS = 31L * 24 * 3_600 * 1_000_000_000;

  private boolean blocked;
  private long blockedUntil;
  private boolean capped;
  private long cappedUntil;
  private long left;

  /** A refusal: nothing until then. A later end wins. */
  void block(long untilNanos) {
    if (!blocked || untilNanos - blockedUntil > 0) {
      blockedUntil = untilNanos;
    }
    blocked = true;
  }

  /** At most so many grants until then. Raises nothing before the earlier word has passed. */
  void cap(long grants, long untilNanos, long nowNanos) {
    boolean standing = capped && nowNanos - cappedUntil < 0;
    if (!standing || grants < left) {
      left = Math.max(0, grants);
    }
    cappedUntil = untilNanos;
    capped = true;
  }

  /** Grants that it lets through now; {@link Long#MAX_VALUE} when it has nothing to say. */
  long allowance(long nowNanos) {
    if (blocked && nowNanos - blockedUntil < 0) {
      return 0;
    }
    blocked = false;
    capped = capped && nowNanos - cappedUntil < 0;
    return capped ? left : Long.MAX_VALUE;
  }

  /** Counts grants against the cap. */
  void spend(long grants) {
    if (capped) {
      left = Math.max(0, left - grants);
    }
  }

  /** From when so many grants are let through again. */
  long fitsAt(long nowNanos, long grants) {
    if (allowance(nowNanos) >= grants) {
      return nowNanos;
    }
    if (!blocked) {
      return cappedUntil;
    }
    return capped && left < grants && cappedUntil - blockedUntil > 0 ? cappedUntil : blockedUntil;
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
