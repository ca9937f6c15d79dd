package dev.windsock.quota;

import dev.windsock.quota.Decision.Lane;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The grants whose calls may still be under way, by the number that their permits carry. A grant
 * that is not settled by the time of its stamp is forgotten: by then its calls have arrived, and
 * the log says so by itself. Bounded; what does not fit is not settled, which only denies longer.
 * Belongs to one event loop; monotonic nanoseconds.
 */
final class OpenGrants {
  private static final int MOST = 65_536;

  /** Calls of one grant. */
  static final class Open {
    private final Lane lane;
    private final int cost;
    private final long grantedMicros;
    private final int epoch;
    private final long stampNanos;
    private int calls;

    private Open(Lane lane, int calls, int cost, long grantedMicros, int epoch, long stampNanos) {
      this.lane = lane;
      this.calls = calls;
      this.cost = cost;
      this.grantedMicros = grantedMicros;
      this.epoch = epoch;
      this.stampNanos = stampNanos;
    }

    Lane lane() {
      return lane;
    }

    int cost() {
      return cost;
    }

    /** When the script granted it; 0 for the local lane. */
    long grantedMicros() {
      return grantedMicros;
    }

    /** Of the shared lane, when it granted. */
    int epoch() {
      return epoch;
    }
  }

  private final Map<Long, Open> open = new LinkedHashMap<>();
  private long last;

  /**
   * @param origin from where numbers go up: where an earlier process cannot have been
   */
  OpenGrants(long origin) {
    this.last = origin;
  }

  /** Notes a grant. Returns its number, or 0 when there are too many. */
  long add(
      Lane lane, int calls, int cost, long grantedMicros, int epoch, long stampNanos, long now) {
    sweep(now);
    if (open.size() >= MOST) {
      return 0;
    }
    open.put(++last, new Open(lane, calls, cost, grantedMicros, epoch, stampNanos));
    return last;
  }

  /** Takes out calls of a grant; null when they are not there, or their stamp has passed. */
  @Nullable Open take(long number, int calls, long now) {
    sweep(now);
    Open found = open.get(number);
    if (found == null || calls < 1 || calls > found.calls) {
      return null;
    }
    found.calls -= calls;
    if (found.calls == 0) {
      open.remove(number);
    }
    return found.stampNanos - now > 0 ? found : null;
  }

  private void sweep(long now) {
    Iterator<Open> oldest = open.values().iterator();
    while (oldest.hasNext() && oldest.next().stampNanos - now <= 0) {
      oldest.remove();
    }
  }

  /** Calls that are not settled. */
  int calls(long now) {
    sweep(now);
    return open.values().stream().mapToInt(grant -> grant.calls).sum();
  }
}
