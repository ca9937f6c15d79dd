package dev.windsock.redis;

/**
 * Deadlines without a timer for each command: commands are counted in the tick in which they were
 * sent, and when the oldest tick of the ring still has one unanswered, the link is dead. Costs two
 * additions a command; a hang shows at the latest one tick after the timeout. Holds for replies in
 * any order. Not thread-safe.
 */
final class Deadlines {
  /** The commands of one tick that are not answered yet. */
  static final class Tick {
    private int open;

    /** One of this tick's commands was answered. */
    void answered() {
      open--;
    }
  }

  private final Tick[] ring;
  private int now;

  /**
   * @param ticks how many whole ticks a command may take, ≥ 1
   */
  Deadlines(int ticks) {
    ring = new Tick[ticks + 1];
    for (int i = 0; i < ring.length; i++) {
      ring[i] = new Tick();
    }
  }

  /** Counts a command; tell the returned tick when it is answered. */
  Tick sent() {
    Tick tick = ring[now];
    tick.open++;
    return tick;
  }

  /** Goes on to the next tick. Returns whether a command is overdue. */
  boolean advance() {
    int next = (now + 1) % ring.length;
    if (ring[next].open > 0) {
      return true;
    }
    now = next;
    return false;
  }

  /** Whether nothing is waited for. */
  boolean idle() {
    for (Tick tick : ring) {
      if (tick.open > 0) {
        return false;
      }
    }
    return true;
  }
}
