package dev.windsock.quota;

import dev.windsock.bus.Messages.QuotaState;
import dev.windsock.bus.Messages.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a quota stands, as the bus tells it. */
final class QuotaView {
  private QuotaView() {}

  static QuotaState of(
      String provider, Lanes lanes, Adoption adoption, int waiters, long now, long wallMillis) {
    List<WindowState> windows = new ArrayList<>();
    Instant exhaustsAt = null;
    for (int i = 0; i < lanes.shares().windows().size(); i++) {
      Window window = lanes.shares().windows().get(i);
      long remaining = Math.min(lanes.remaining(i, now), adoption.allowance(now));
      long leavesAt = lanes.leavesAt(i, now);
      windows.add(
          new WindowState(
              window.limit(),
              window.window().toMillis() / 1000.0,
              remaining,
              wall(leavesAt, now, wallMillis)));
      Instant spent = exhaustion(window, remaining, leavesAt, now, wallMillis);
      if (spent != null && (exhaustsAt == null || spent.isBefore(exhaustsAt))) {
        exhaustsAt = spent;
      }
    }
    Instant blockedUntil =
        adoption.isBlocked(now) ? wall(adoption.blockedUntil(), now, wallMillis) : null;
    return new QuotaState(
        provider,
        adoption.allowance(now) == 0 ? "none" : lanes.next(now).toString(),
        waiters,
        blockedUntil,
        exhaustsAt,
        windows);
  }

  /**
   * When a window is spent if calls go on as they did since its oldest; null when its oldest leave
   * it faster than that.
   */
  private static @Nullable Instant exhaustion(
      Window window, long remaining, long leavesAt, long now, long wallMillis) {
    long used = window.limit() - remaining;
    long length = window.window().toNanos();
    double elapsed = Math.max(1e6, length - (double) (leavesAt - now));
    double left = remaining * elapsed / Math.max(1, used);
    boolean before = used > 1 && leavesAt - now > 0 && left < leavesAt - now;
    return before ? wall(now + (long) left, now, wallMillis) : null;
  }

  private static Instant wall(long nanos, long now, long wallMillis) {
    return Instant.ofEpochMilli(wallMillis + Math.max(0, nanos - now + 999_999) / 1_000_000);
  }
}
