package dev.windsock.quota;

import dev.windsock.quota.Decision.Reason;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lanes of one provider together. Belongs to one event loop; monotonic nanoseconds. */
final class Lanes {
  /** Longer ago than any window reaches. */
  private static final long FAR_PAST_NANOS = 100L * 24 * 3_600 * 1_000_000_000;

  private final LocalLane local;
  private final @Nullable SharedLane shared;
  private Shares shares;

  Lanes(Shares shares, LocalLane local, @Nullable SharedLane shared) {
    this.shares = shares;
    this.local = local;
    this.shared = shared;
  }

  void reconfigure(Shares next, @Nullable SharedScript script, long now) {
    if (shares.equals(next)) {
      return;
    }
    shares = next;
    local.reconfigure(next, now);
    if (shared != null) {
      shared.reconfigure(script);
    }
  }

  Shares shares() {
    return shares;
  }

  /** The shared lane, when there is one for the limits as they are. */
  private @Nullable SharedLane open() {
    return shares.hasShared() ? shared : null;
  }

  /** What the local lane granted, for the journal; null when that is not known. */
  @Nullable List<Long> localStamps(long now) {
    return local.stamps(now);
  }

  int takeLocal(long now, int cost, int wanted) {
    return shares.unlimited() ? wanted : local.take(now, cost, wanted);
  }

  /** From when the shared lane can be asked for such calls; {@link Ledger#NEVER} if it cannot. */
  long askableAt(int cost) {
    SharedLane lane = open();
    return lane == null || cost > shares.largestShared() ? Ledger.NEVER : lane.askableAt();
  }

  long localFitsAt(long now, int cost) {
    return shares.unlimited() ? now : local.fitsAt(now, cost);
  }

  /** From when a call may fit one of the lanes; {@link Ledger#NEVER} if that is not known. */
  long fitsAt(long now, int cost) {
    SharedLane lane = open();
    long there = lane == null || cost > shares.largestShared() ? Ledger.NEVER : lane.sureAt();
    return earlier(localFitsAt(now, cost), there);
  }

  /** Before this no call fits either lane, whatever becomes of those under way. */
  long hopesAt(long now, int cost) {
    return earlier(shares.unlimited() ? now : local.hopesAt(now, cost), askableAt(cost));
  }

  /** The earlier of two instants, each of which may be {@link Ledger#NEVER}. */
  static long earlier(long one, long other) {
    if (one == Ledger.NEVER || other == Ledger.NEVER) {
      return one == Ledger.NEVER ? other : one;
    }
    return one - other < 0 ? one : other;
  }

  Future<SharedReply> takeShared(int cost, int wanted) {
    return lane().take(cost, wanted);
  }

  Future<SharedReply> peekShared() {
    return lane().peek();
  }

  private SharedLane lane() {
    if (shared == null) {
      throw new IllegalStateException("there is no shared lane");
    }
    return shared;
  }

  /** Until when a call that is granted now may arrive. */
  long stampNanos(long now) {
    return now + shares.guard().toNanos();
  }

  /** The shared lane's epoch; see {@link SharedLane#epoch}. */
  int epoch() {
    return shared == null ? 0 : shared.epoch();
  }

  /** Takes note of calls of the local lane that are answered, or were never sent. */
  void settleLocal(long grants, boolean sent, long now) {
    local.settle(grants, sent ? now : now - FAR_PAST_NANOS, now);
  }

  /** As {@link #settleLocal}, of the shared lane; nothing when it is another by now. */
  void settleShared(long grants, long grantedMicros, int epoch, boolean sent) {
    SharedLane lane = open();
    if (lane != null && lane.epoch() == epoch) {
      lane.settle(grants, grantedMicros, sent);
    }
  }

  void blockShared(long forNanos) {
    SharedLane lane = open();
    if (lane != null) {
      lane.block(forNanos);
    }
  }

  /** Whether the shared lane was not heard of for so long, and can be. */
  boolean hasNews(long now, long periodNanos) {
    SharedLane lane = open();
    return lane != null
        && lane.isUp()
        && (!lane.wasHeard() || now - lane.heardNanos() >= periodNanos);
  }

  /** Until when the local lane is quarantined; now when it is not. */
  long quarantinedUntil(long now) {
    return local.held(now) ? local.shutUntilNanos() : now;
  }

  /** Until when the shared lane is held; now when it is not. */
  long heldUntil(long now) {
    SharedLane lane = open();
    return lane == null ? now : lane.heldUntil(now);
  }

  /** Grants left in one window of the local lane. */
  long localRemaining(int window, long now) {
    return local.remaining(window, now);
  }

  Reason refusal(long now) {
    SharedLane lane = open();
    if (lane != null && lane.isUp()) {
      return lane.refusal();
    }
    return local.held(now) ? Reason.HELD : Reason.SPENT;
  }

  /** Grants left in the tightest window. */
  long remaining(long now) {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < shares.windows().size(); i++) {
      least = Math.min(least, remaining(i, now));
    }
    return least;
  }

  /** Grants left in one window. */
  long remaining(int window, long now) {
    SharedLane lane = open();
    return local.remaining(window, now) + (lane == null ? 0 : lane.remaining(window, now));
  }

  /** When the oldest grant in one window leaves it; now when there is none. */
  long leavesAt(int window, long now) {
    SharedLane lane = open();
    long here = local.leavesAt(window, now);
    long there = lane == null ? now : lane.leavesAt(window, now);
    if (here - now <= 0 || there - now <= 0) {
      return Math.max(here, there);
    }
    return Math.min(here, there);
  }

  /** From which lane the next permit would come. */
  Decision.Lane next(long now) {
    if (shares.unlimited() || localFitsAt(now, 1) - now <= 0) {
      return Decision.Lane.LOCAL;
    }
    SharedLane lane = open();
    return lane != null && lane.isUp() ? Decision.Lane.SHARED : Decision.Lane.NONE;
  }
}
