package dev.windsock.quota;

import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.quota.Decision.Denied;
import dev.windsock.quota.Decision.Granted;
import dev.windsock.quota.Decision.Lane;
import dev.windsock.quota.Decision.Reason;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What follows a lane's decision: the grant is numbered, noted where its lane is a slow one, told
 * as a permit, and settled in the end. Belongs to one event loop.
 */
final class Granting {
  private static final Logger LOG = LoggerFactory.getLogger(Granting.class);

  private final Lanes lanes;
  private final Adoption adoption;
  private final Instants instants;
  private final Clock clock;
  private final QuotaMeters meters;
  private final @Nullable Notebook notebook;
  private final Permits permits;
  private final OpenGrants open;

  /** Where the grants of a slow local lane are noted. */
  interface Notebook {
    /** Done once it is durable; until then nobody may use the grant. */
    Future<Void> note(long stampNanos, long grants);
  }

  Granting(
      Lanes lanes,
      Adoption adoption,
      Instants instants,
      Clock clock,
      QuotaMeters meters,
      @Nullable Notebook notebook) {
    this.lanes = lanes;
    this.adoption = adoption;
    this.instants = instants;
    this.clock = clock;
    this.meters = meters;
    this.notebook = notebook;
    this.permits = new Permits(clock);
    this.open = new OpenGrants(clock.millis() * 1_000);
  }

  /** Calls that were granted and are not settled. */
  int underWay(long now) {
    return open.calls(now);
  }

  /** What a lane granted, and when: for a shared one, when it was asked. */
  record Grant(Lane lane, int calls, int cost, long sinceNanos, long number) {}

  Grant local(int calls, int cost, long now) {
    long stamp = lanes.stampNanos(now);
    long number =
        lanes.shares().unlimited() ? 0 : open.add(Lane.LOCAL, calls, cost, 0, 0, stamp, now);
    return new Grant(Lane.LOCAL, calls, cost, now, number);
  }

  Grant shared(int calls, int cost, long askedNanos, SharedReply reply, long now) {
    long stamp = lanes.stampNanos(now);
    long number = open.add(Lane.SHARED, calls, cost, reply.now(), lanes.epoch(), stamp, now);
    return new Grant(Lane.SHARED, calls, cost, askedNanos, number);
  }

  /** The permit, once the grant is noted where that is done. */
  Future<Permit> permit(Grant grant, long sinceNanos, long now) {
    Notebook own = grant.lane() == Lane.LOCAL ? notebook : null;
    if (own == null) {
      return Future.succeededFuture(granted(grant, sinceNanos, now));
    }
    return own.note(lanes.stampNanos(now), (long) grant.calls() * grant.cost())
        .map(noted -> granted(grant, sinceNanos, clock.nanos()))
        .otherwise(
            cause -> {
              LOG.error("A grant could not be noted in quota.dataDir, so it is not used", cause);
              return denied(Reason.HELD, grant.cost(), sinceNanos, clock.nanos());
            });
  }

  private Permit granted(Grant grant, long sinceNanos, long now) {
    meters.granted(grant.lane(), grant.calls(), now - sinceNanos);
    return decided(
        new Granted(grant.calls(), grant.lane()),
        grant.cost(),
        validMillis(grant.sinceNanos(), now),
        grant.number(),
        now);
  }

  /** How long a grant of then may still be sent, rounded down so that it is never too late. */
  long validMillis(long grantedNanos, long now) {
    return (lanes.shares().validity().toNanos() - (now - grantedNanos)) / 1_000_000;
  }

  Permit denied(Reason reason, int cost, long sinceNanos, long now) {
    meters.denied(reason, now - sinceNanos);
    return decided(new Denied(reason), cost, 0, 0, now);
  }

  private Permit decided(Decision decision, int cost, long validMillis, long grant, long now) {
    long remaining = Math.min(adoption.allowance(now), lanes.remaining(now));
    long far = now + lanes.shares().quarantine().toNanos();
    return permits.of(decision, remaining, instants.fitsAt(cost, now), validMillis, grant, far);
  }

  /** Takes note of what became of calls. */
  void settle(Settle done, long now) {
    OpenGrants.Open was = open.take(done.grant(), done.calls(), now);
    if (was == null) {
      return;
    }
    meters.settled(done.calls(), done.sent());
    long grants = (long) done.calls() * was.cost();
    if (was.lane() == Lane.LOCAL) {
      lanes.settleLocal(grants, done.sent(), now);
    } else {
      lanes.settleShared(grants, was.grantedMicros(), was.epoch(), done.sent());
    }
  }
}
