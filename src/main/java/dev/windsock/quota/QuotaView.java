package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.LaneState;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.Waiting;
import dev.windsock.bus.QuotaMessages.WindowState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a quota stands, as the bus tells it. Belongs to one event loop, and to one moment. */
final class QuotaView {
  /** A prediction needs this part of the window behind it: a burst of a moment says nothing. */
  private static final int MIN_PART = 20;

  private final Lanes lanes;
  private final Adoption adoption;
  private final long now;
  private final long wallMillis;

  QuotaView(Lanes lanes, Adoption adoption, long now, long wallMillis) {
    this.lanes = lanes;
    this.adoption = adoption;
    this.now = now;
    this.wallMillis = wallMillis;
  }

  QuotaState of(String provider, WaitQueue queue, int underWay) {
    List<WindowState> windows = new ArrayList<>();
    Instant exhaustsAt = null;
    long allowance = adoption.allowance(now);
    for (int i = 0; i < lanes.shares().windows().size(); i++) {
      Window window = lanes.shares().windows().get(i);
      long remaining = Math.min(lanes.remaining(i, now), allowance);
      long leavesAt = lanes.leavesAt(i, now);
      windows.add(window(i, window, remaining, leavesAt));
      Instant spent = exhaustion(window, remaining, leavesAt);
      if (spent != null && (exhaustsAt == null || spent.isBefore(exhaustsAt))) {
        exhaustsAt = spent;
      }
    }
    return new QuotaState(
        provider,
        allowance == 0 ? "none" : lanes.next(now).toString(),
        queue.size(),
        adoption.isBlocked(now) ? wall(adoption.blockedUntil()) : null,
        exhaustsAt,
        windows,
        new Waiting(queue.size(Priority.INTERACTIVE), queue.size(Priority.WARMING)),
        later(lanes.quarantinedUntil(now)),
        later(lanes.heldUntil(now)),
        underWay);
  }

  private WindowState window(int i, Window window, long remaining, long leavesAt) {
    Shares shares = lanes.shares();
    long here = lanes.localRemaining(i, now);
    return new WindowState(
        window.limit(),
        window.window().toMillis() / 1000.0,
        remaining,
        wall(leavesAt),
        new LaneState(shares.local().get(i), here),
        new LaneState(shares.shared().get(i), lanes.remaining(i, now) - here));
  }

  /**
   * When a window is spent if calls go on as they did since its oldest; null when its oldest leave
   * it faster than that, or when too little has passed to tell.
   */
  private @Nullable Instant exhaustion(Window window, long remaining, long leavesAt) {
    long used = window.limit() - remaining;
    long length = window.window().toNanos();
    long elapsed = length - (leavesAt - now);
    if (used < 2 || leavesAt - now <= 0 || elapsed < length / MIN_PART) {
      return null;
    }
    double left = (double) remaining * elapsed / used;
    return left < leavesAt - now ? wall(now + (long) left) : null;
  }

  private @Nullable Instant later(long nanos) {
    return nanos - now > 0 ? wall(nanos) : null;
  }

  private Instant wall(long nanos) {
    return Instant.ofEpochMilli(wallMillis + Math.max(0, nanos - now + 999_999) / 1_000_000);
  }
}
