package dev.windsock.quota;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exact rolling log: the latest instants by which grants may have reached the upstream, and
 * several limits decided over them at once.
 *
 * <p>A grant is logged with a stamp, the latest instant at which its call can arrive: {@code now +
 * guard}. A limit of n in a window W has room for c more when the n-c+1-th latest stamp is at least
 * W old: one read. Whatever the window the upstream counts over, fixed or rolling, it then holds at
 * most n arrivals, because a new call arrives after now and an old one before its stamp. Limits up
 * to {@value #EXACT} share one ring; a larger one has a ring of its own whose slots stand for
 * several grants and carry the latest stamp of them, which only ever denies too early.
 *
 * <p>Time is any unit, as long as it is one; it must not step back. No clock, no I/O, no allocation
 * in a decision. Not thread-safe. The rolling log as such is folklore; Redis' documentation of INCR
 * describes it for a single window.
 */
final class Ledger {
  /** Up to this limit every grant has a slot of its own. */
  static final int EXACT = 4_096;

  /** The instant of what never fits. */
  static final long NEVER = Long.MAX_VALUE;

  /**
   * A limit of the ledger.
   *
   * @param grants how many in the window, ≥ 1
   * @param window its length, clock and drift guards included
   */
  record Limit(long grants, long window) {
    int grain() {
      return (int) ((grants + EXACT - 1) / EXACT);
    }

    int slots() {
      return (int) (grants / grain());
    }
  }

  private final long guard;
  private final Ring[] rings;

  /** Of each limit; the exact ones share the first. */
  private final Ring[] ringOf;

  private final int[] slots;
  private final long[] windows;

  /** Which limit refused last: it is the likeliest to refuse again, so it is asked first. */
  private int tightest;

  /**
   * @param guard how long after its grant a call may arrive
   * @param limits at least one
   */
  Ledger(long guard, Limit... limits) {
    this.guard = guard;
    this.ringOf = new Ring[limits.length];
    this.slots = Arrays.stream(limits).mapToInt(Limit::slots).toArray();
    this.windows = Arrays.stream(limits).mapToLong(Limit::window).toArray();
    List<Ring> all = new ArrayList<>();
    int exact =
        Arrays.stream(limits).filter(l -> l.grain() == 1).mapToInt(Limit::slots).max().orElse(0);
    if (exact > 0) {
      all.add(new Ring(exact, 1));
    }
    for (int i = 0; i < limits.length; i++) {
      int grain = limits[i].grain();
      if (grain > 1) {
        all.add(new Ring(slots[i], grain));
      }
      ringOf[i] = grain > 1 ? all.get(all.size() - 1) : all.get(0);
    }
    this.rings = all.toArray(Ring[]::new);
  }

  /** The same ledger with another guard for what is granted from now on; this one is spent. */
  Ledger guarded(long newGuard) {
    return new Ledger(newGuard, this);
  }

  private Ledger(long guard, Ledger other) {
    this.guard = guard;
    this.rings = other.rings;
    this.ringOf = other.ringOf;
    this.slots = other.slots;
    this.windows = other.windows;
  }

  /** A ledger of other limits with this one's log. */
  Ledger resized(long newGuard, Limit... limits) {
    Ledger next = new Ledger(newGuard, limits);
    for (Ring ring : next.rings) {
      Ring source = rings[0];
      for (Ring old : rings) {
        source = old.grain() == ring.grain() ? old : source;
      }
      ring.absorb(source);
    }
    return next;
  }

  /**
   * Grants as many calls as fit, all or some.
   *
   * @param cost grants that one call costs, ≥ 1
   * @param wanted calls, ≥ 1
   * @return calls granted, 0 to wanted
   */
  int take(long now, int cost, int wanted) {
    int calls = wanted;
    int i = tightest;
    for (int left = windows.length; left > 0; left--) {
      if (!ringOf[i].fits(slots[i], (long) cost * calls, now - windows[i])) {
        tightest = i;
        // Where one does not fit there is nothing to count.
        calls = calls == 1 ? 0 : (int) Math.min(calls, remaining(i, now) / cost);
        if (calls == 0) {
          return 0;
        }
      }
      i = i + 1 == windows.length ? 0 : i + 1;
    }
    log(now + guard, (long) cost * calls, now);
    return calls;
  }

  /** The stamps that still count, oldest first; null when they are not kept one by one. */
  @Nullable List<Long> stamps(long now) {
    long longest = Arrays.stream(windows).max().orElse(0);
    List<Long> stamps = new ArrayList<>();
    for (Ring ring : rings) {
      if (ring.grain() > 1) {
        return null;
      }
      for (long i = ring.firstAfter(0, now - longest); i < ring.head(); i++) {
        stamps.add(ring.stamp(i));
      }
    }
    return stamps;
  }

  /** Logs grants that were made elsewhere, whether or not they fit. */
  void log(long stamp, long grants, long now) {
    for (Ring ring : rings) {
      if (ring.grain() == 1) {
        ring.add(stamp, grants, false);
      }
    }
    for (int i = 0; i < windows.length; i++) {
      Ring ring = ringOf[i];
      if (ring.grain() > 1) {
        ring.add(stamp, grants, ring.live(ring.head() - 1, now - windows[i]));
      }
    }
  }

  private long capacity(int i) {
    return (long) slots[i] * ringOf[i].grain();
  }

  /** The first instant from now at which so many grants fit every limit; {@link #NEVER} if none. */
  long fitsAt(long now, long grants) {
    long at = now;
    for (int i = 0; i < windows.length; i++) {
      if (grants > capacity(i)) {
        return NEVER;
      }
      long slot = ringOf[i].binding(slots[i], grants, now - windows[i]);
      if (ringOf[i].live(slot, now - windows[i])) {
        at = Math.max(at, ringOf[i].stamp(slot) + windows[i]);
      }
    }
    return at;
  }

  /**
   * As {@link #fitsAt}, if every call that is not settled were settled now: before that, nothing
   * fits whatever becomes of them.
   */
  long hopesAt(long now, long grants) {
    long at = now;
    for (int i = 0; i < windows.length; i++) {
      if (grants > capacity(i)) {
        return NEVER;
      }
      long slot = ringOf[i].binding(slots[i], grants, now - windows[i]);
      if (ringOf[i].live(slot, now - windows[i])) {
        long stamp = ringOf[i].stamp(slot);
        at = Math.max(at, (stamp - now > 0 ? now : stamp) + windows[i]);
      }
    }
    return at;
  }

  /** Grants left in a limit's window. */
  long remaining(int i, long now) {
    Ring ring = ringOf[i];
    long used = ring.head() - ring.firstAfter(ring.head() - slots[i], now - windows[i]);
    return used == 0 ? capacity(i) : (slots[i] - used) * ring.grain() + ring.open();
  }

  /** When the oldest grant in a limit's window leaves it; now when there is none. */
  long leavesAt(int i, long now) {
    Ring ring = ringOf[i];
    long oldest = ring.firstAfter(ring.head() - slots[i], now - windows[i]);
    return oldest == ring.head() ? now : ring.stamp(oldest) + windows[i];
  }

  /**
   * Says that calls are known to have arrived by an instant, or never to.
   *
   * <p>Stamps must stay in order, so it is the oldest unsettled grants that are lowered, whichever
   * calls they were. That is safe: the grants left unsettled are then the newest, whose stamps are
   * the latest, so no count of stamps after any instant falls below the true one. A call must be
   * settled once at most, and not after its own stamp has passed (say then: settled at its stamp).
   * A slot of several grants is lowered at once, when as many were settled while it was the oldest.
   *
   * @param grants of those calls
   * @param at by when they have arrived; the far past for calls that were never sent
   */
  void settle(long grants, long at, long now) {
    for (Ring ring : rings) {
      ring.settle(grants, at, now);
    }
  }
}
