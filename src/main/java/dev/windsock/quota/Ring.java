package dev.windsock.quota;

/**
 * The latest stamps of one log of grants, oldest first. A slot stands for {@code grain} grants and
 * carries the stamp of the latest of them, so with a grain above one the log errs on the late,
 * safe, side. Sequence numbers count slots from the beginning. Not thread-safe.
 */
final class Ring {
  private final long[] stamps;
  private final int mask;
  private final int grain;
  private long head;
  private int fill;

  /** The slot that settlements are counted toward, how many they are, and by when they arrived. */
  private long owed;

  private long credit;
  private long creditAt;

  /**
   * @param slots how many slots must be remembered
   * @param grain grants in a slot
   */
  Ring(int slots, int grain) {
    int capacity = Math.max(2, Integer.highestOneBit(Math.max(1, slots - 1)) << 1);
    this.stamps = new long[capacity];
    this.mask = capacity - 1;
    this.grain = grain;
  }

  /** Grants in a slot. */
  int grain() {
    return grain;
  }

  /** The sequence number that the next slot will have. */
  long head() {
    return head;
  }

  /** The stamp of a slot that is still remembered. */
  long stamp(long sequence) {
    return stamps[(int) sequence & mask];
  }

  /** Grants that the newest slot still takes. */
  int open() {
    return grain - fill;
  }

  /** Whether a slot's stamp is later than an instant; no slot's is whose number is negative. */
  boolean live(long sequence, long instant) {
    return sequence >= 0 && stamp(sequence) - instant > 0;
  }

  /**
   * The slot that must not be later than the edge of a window for grants to fit in it; negative
   * when there is none. Divides only when it must: this is asked for each window of each decision.
   *
   * @param slots that the window may hold
   * @param grants ≥ 1
   * @param edge the window's beginning
   */
  long binding(int slots, long grants, long edge) {
    if (grain == 1) {
      return head - slots + grants - 1;
    }
    long more = live(head - 1, edge) ? grants - open() : grants;
    if (more <= 0) {
      return -1;
    }
    long needed = more <= grain ? 1 : (more + grain - 1) / grain;
    return head - slots + needed - 1;
  }

  /** Whether grants fit a window. */
  boolean fits(int slots, long grants, long edge) {
    return grants <= (long) slots * grain && !live(binding(slots, grants, edge), edge);
  }

  /** The oldest slot that is still remembered. */
  long tail() {
    return Math.max(0, head - stamps.length);
  }

  /** The first slot from a sequence number on whose stamp is later than an instant. */
  long firstAfter(long from, long instant) {
    long low = Math.max(from, tail());
    long high = head;
    while (low < high) {
      long middle = (low + high) >>> 1;
      if (stamp(middle) - instant > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  /**
   * Logs grants. Stamps never step back: one that would is raised to the newest.
   *
   * @param reuse whether the newest slot may be filled up, which moves it to the new stamp
   */
  void add(long stamp, long grants, boolean reuse) {
    long at = live(head - 1, stamp) ? stamp(head - 1) : stamp;
    long left = grants;
    if (reuse && head > 0 && fill < grain) {
      int put = (int) Math.min(left, grain - fill);
      stamps[(int) (head - 1) & mask] = at;
      fill += put;
      left -= put;
    }
    while (left > 0) {
      stamps[(int) head++ & mask] = at;
      fill = (int) Math.min(left, grain);
      left -= fill;
    }
  }

  /**
   * Lowers the stamps of the oldest slots that are not settled yet, which are those after now; see
   * {@link Ledger#settle}. A slot of several grants is lowered once as many are settled as it
   * stands for. What was counted toward a slot whose stamp passes first is forgotten with it.
   *
   * @param count of grants
   * @param at to which instant
   * @param now not before {@code at}
   */
  void settle(long count, long at, long now) {
    long next = firstAfter(tail(), now);
    if (next != owed) {
      owed = next;
      credit = 0;
    }
    long left = count;
    while (left > 0 && owed < head) {
      long need = (owed == head - 1 ? fill : grain) - credit;
      creditAt = credit > 0 && creditAt - at > 0 ? creditAt : at;
      credit += Math.min(left, need);
      left -= need;
      if (left >= 0) {
        long before = owed > tail() ? stamp(owed - 1) : creditAt;
        stamps[(int) owed++ & mask] = before - creditAt > 0 ? before : creditAt;
        credit = 0;
      }
    }
  }

  /**
   * Takes over another ring's log, erring on the late side where the two do not match: what the
   * other has forgotten, or does not fit here, is taken to be as late as the oldest that is
   * remembered. That it was forgotten is remembered too, for a larger ring to come.
   */
  void absorb(Ring other) {
    if (other.head == 0) {
      return;
    }
    boolean alike = other.grain == grain;
    long kept = alike ? Math.min(other.head - other.tail(), stamps.length) : 0;
    boolean forgotten = other.head > kept;
    long filler = other.stamp(alike ? other.head - kept : other.head - 1);
    if (forgotten) {
      head = stamps.length;
      for (long i = kept; i < stamps.length; i++) {
        stamps[(int) head++ & mask] = filler;
      }
    }
    for (long i = other.head - kept; i < other.head; i++) {
      stamps[(int) head++ & mask] = other.stamp(i);
    }
    fill = alike ? other.fill : grain;
  }
}
