package dev.windsock.cache;

import dev.windsock.redis.LinkState;
import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;

/**
 * Whether what other instances change in one bucket is heard of, and whether what lies near may
 * count as fresh while Redis is away: it may where nothing was missed while Redis was there.
 *
 * <p>The log is read over a link of its own, which may be as broken as the data's was and not know
 * it yet: after a break nothing is trusted until this instance's mark has come round by the log.
 * Where the data's link is lost again before that, or the log was out of reach for a while when it
 * is lost, others may have made changes that could have been known, and were not: every entry must
 * then be checked, or loaded, before it counts as fresh. A plain loss of Redis breaks both links
 * within moments, the data's first as a rule, and leaves the entries as good as they were.
 */
final class Hearing {
  /** By how much the log's link may be seen to break before the data's when Redis itself went. */
  static final long GRACE_NANOS = 250_000_000L;

  private final Near near;
  private final Recovery recovery;
  private final Clock clock;
  private final int bucket;

  // Guarded by this.
  private boolean reached;

  /**
   * Only a mark of this number or a later one was put on the log since it was last out of reach.
   */
  private long awaited;

  /** Monotonic: from when on a loss of the data's link is one while changes could be missed. */
  private long missingNanos;

  /**
   * Deaf at first.
   *
   * @param link to the data of the bucket
   */
  Hearing(Near near, Recovery recovery, Clock clock, int bucket, RedisLink link) {
    this.near = near;
    this.recovery = recovery;
    this.clock = clock;
    this.bucket = bucket;
    this.reached = link.state() instanceof Up;
    this.missingNanos = clock.nanos();
    near.hears(bucket, false);
    recovery.follow();
    link.listen(this::moved);
  }

  private synchronized void moved(LinkState state) {
    if (state instanceof Up) {
      reached = true;
      missingNanos = clock.nanos();
      // Also where the log was heard meanwhile: it may have broken again since, and not know it.
      near.hears(bucket, false);
      awaited = recovery.mark(bucket);
      return;
    }
    if (reached && !near.hears(bucket) && clock.nanos() - missingNanos >= 0) {
      near.suspectAll();
    }
    reached = false;
    near.hears(bucket, false);
  }

  /** From now on the log is not heard. */
  synchronized void lost() {
    if (near.hears(bucket)) {
      missingNanos = clock.nanos() + GRACE_NANOS;
    }
    near.hears(bucket, false);
    awaited = recovery.nextMark();
  }

  /**
   * The log has been read up to when that was asked for; the reply may have been long under way.
   */
  synchronized void caughtUp() {
    awaited = recovery.mark(bucket);
  }

  /** The log has been read up to a mark: where that is of before a break, more is to come. */
  synchronized void marked(long number) {
    if (number >= awaited) {
      near.hears(bucket, true);
      recovery.flush(bucket);
    }
  }
}
