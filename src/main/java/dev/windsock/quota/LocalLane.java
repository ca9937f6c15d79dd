package dev.windsock.quota;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * This instance's own share of one provider's limits, on the monotonic clock. Belongs to one event
 * loop; no I/O.
 */
final class LocalLane {
  private Ledger ledger;
  private final long shutUntilNanos;
  private long forgottenUntilNanos;
  private boolean open;

  /**
   * @param shares whose local part this is; without one the lane never grants
   * @param nowNanos shut from then
   * @param shutForNanos for so long, as after a restart that forgot what was granted
   */
  LocalLane(Shares shares, long nowNanos, long shutForNanos) {
    this.open = shares.hasLocal();
    this.ledger = ledgerOf(shares);
    this.shutUntilNanos = nowNanos + shutForNanos;
    this.forgottenUntilNanos = shutUntilNanos;
  }

  private static Ledger ledgerOf(Shares shares) {
    return new Ledger(shares.guard().toNanos(), shares.hasLocal() ? shares.localLimits() : NOTHING);
  }

  private static final Ledger.Limit[] NOTHING = {new Ledger.Limit(1, 1)};

  /** Counts grants of an earlier run, which may have had a higher limit. */
  void restore(List<Long> stampsNanos, Shares shares, long nowNanos) {
    stampsNanos.forEach(stamp -> ledger.log(stamp, 1, nowNanos));
    remember(stampsNanos, shares, nowNanos);
  }

  /** Notes for how long grants matter that found no place in the ledger. */
  private void remember(@Nullable List<Long> known, Shares shares, long nowNanos) {
    List<Long> kept = ledger.stamps(nowNanos);
    if (known == null || kept == null || kept.size() < known.size()) {
      forgottenUntilNanos = nowNanos + shares.quarantine().toNanos();
    }
  }

  /**
   * The instants by which what still counts has arrived; null when they are not known one by one,
   * or not all: while what an earlier run granted is being waited out, or what a lowered limit has
   * no place for.
   */
  @Nullable List<Long> stamps(long nowNanos) {
    return nowNanos - forgottenUntilNanos < 0 ? null : ledger.stamps(nowNanos);
  }

  /** Goes on with other shares; nothing granted is forgotten that could make room for more. */
  void reconfigure(Shares shares, long nowNanos) {
    open = shares.hasLocal();
    if (open) {
      List<Long> known = stamps(nowNanos);
      ledger = ledger.resized(shares.guard().toNanos(), shares.localLimits());
      remember(known, shares, nowNanos);
    }
  }

  /** Grants as many calls as fit, 0 to wanted. */
  int take(long nowNanos, int cost, int wanted) {
    return isShut(nowNanos) ? 0 : ledger.take(nowNanos, cost, wanted);
  }

  private boolean isShut(long nowNanos) {
    return !open || nowNanos - shutUntilNanos < 0;
  }

  /** Until when it is quarantined, if it is. */
  long shutUntilNanos() {
    return shutUntilNanos;
  }

  /** Whether it is quarantined. */
  boolean held(long nowNanos) {
    return open && nowNanos - shutUntilNanos < 0;
  }

  /** From when so much fits; {@link Ledger#NEVER} if it never does. */
  long fitsAt(long nowNanos, int cost) {
    if (!open) {
      return Ledger.NEVER;
    }
    long fits = ledger.fitsAt(nowNanos, cost);
    return fits == Ledger.NEVER || fits - shutUntilNanos > 0 ? fits : shutUntilNanos;
  }

  /** As {@link #fitsAt}, if every call under way were answered now. */
  long hopesAt(long nowNanos, int cost) {
    if (!open) {
      return Ledger.NEVER;
    }
    long fits = ledger.hopesAt(nowNanos, cost);
    return fits == Ledger.NEVER || fits - shutUntilNanos > 0 ? fits : shutUntilNanos;
  }

  /** Grants left in the window with this index. */
  long remaining(int window, long nowNanos) {
    return isShut(nowNanos) ? 0 : ledger.remaining(window, nowNanos);
  }

  /** When the oldest grant in the window with this index leaves it; now when there is none. */
  long leavesAt(int window, long nowNanos) {
    return open ? ledger.leavesAt(window, nowNanos) : nowNanos;
  }

  /** Says that calls have arrived by an instant; see {@link Ledger#settle}. */
  void settle(long grants, long atNanos, long nowNanos) {
    if (open) {
      ledger.settle(grants, atNanos, nowNanos);
    }
  }
}
