package dev.windsock.quota;

import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.option.Check;
import dev.windsock.quota.Decision.Reason;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One provider's quota in this process: the lanes, the line before them and the upstream's own
 * word. Belongs to one event loop.
 *
 * <p>A request that finds nobody in line takes from the local lane at once. Otherwise it joins the
 * line, which moves when the local lane has room, when the shared lane answers, and at the one
 * timer, which stands at the next instant at which either can happen. At most one question to the
 * shared lane is on its way, and it asks for everybody in line at once.
 */
final class Quota {
  /** The most calls that one question to the shared lane asks for. */
  private static final int BATCH = 256;

  /**
   * While the local lane serves, the shared one is still listened to this often, for its blocks.
   */
  private static final long LISTEN_NANOS = 1_000_000_000;

  private final Clock clock;
  private final Adoption adoption = new Adoption();
  private final Lanes lanes;
  private final WaitQueue queue;
  private final QuotaMeters meters;
  private final Granting granting;
  private final Instants instants;
  private Clock.@Nullable Timer timer;
  private long arrivals;
  private long triedThrough;
  private boolean asking;
  private boolean moving;
  private boolean closed;

  /** With lanes, a line of so many at most, and meters; the notebook where each grant is noted. */
  Quota(
      Lanes lanes,
      int maxWaiters,
      Clock clock,
      QuotaMeters meters,
      Granting.@Nullable Notebook notebook) {
    this.lanes = lanes;
    this.clock = clock;
    this.queue = new WaitQueue(maxWaiters);
    this.meters = meters;
    this.instants = new Instants(lanes, adoption);
    this.granting = new Granting(lanes, adoption, instants, clock, meters, notebook);
    watch();
  }

  private void watch() {
    meters.watch(
        this,
        lanes.shares().windows(),
        (quota, priority) -> quota.queue.size(priority),
        quota -> quota.lanes.quarantinedUntil(quota.clock.nanos()) - quota.clock.nanos(),
        quota -> quota.lanes.heldUntil(quota.clock.nanos()) - quota.clock.nanos(),
        (quota, window) -> quota.lanes.remaining(window, quota.clock.nanos()));
  }

  /** Goes on with other limits; who waits stays in line. */
  void reconfigure(Shares shares, @Nullable SharedScript script, int maxWaiters) {
    lanes.reconfigure(shares, script, clock.nanos());
    queue.resize(maxWaiters);
    watch();
    move();
  }

  /**
   * Asks for permits.
   *
   * @return the permit, a refusal included; fails with an {@link
   *     dev.windsock.option.InvalidValueException} for what can never be granted
   */
  Future<Permit> acquire(Acquire request) {
    Check.range("cost", request.cost(), 1, lanes.shares().largestLimit());
    Check.range("wanted", request.wanted(), 1, Integer.MAX_VALUE);
    Check.range("max_wait_millis", request.maxWaitMillis(), 0, 86_400_000);
    Check.range("ticket's length", request.ticket() == null ? 0 : request.ticket().length(), 0, 64);
    long now = clock.nanos();
    if (request.cost() > lanes.shares().largestCost()) {
      return Future.succeededFuture(granting.denied(Reason.SPENT, request.cost(), now, now));
    }
    if (queue.isEmpty()) {
      int calls = takeLocal(request.cost(), request.wanted(), now);
      if (calls > 0) {
        listen(now);
        return granting.permit(granting.local(calls, request.cost(), now), now, now);
      }
    }
    Promise<Permit> promise = Promise.promise();
    Waiter waiter = new Waiter(request, promise, now, ++arrivals);
    if (closed || !queue.offer(waiter)) {
      return Future.succeededFuture(granting.denied(Reason.QUEUE_FULL, request.cost(), now, now));
    }
    move();
    return promise.future();
  }

  private int takeLocal(int cost, int wanted, long now) {
    int allowed = (int) Math.min(wanted, adoption.allowance(now) / cost);
    int calls = allowed == 0 ? 0 : lanes.takeLocal(now, cost, allowed);
    adoption.spend((long) calls * cost);
    return calls;
  }

  /** Moves the line on as far as it goes, then arms the timer for the rest. */
  private void move() {
    if (moving) {
      return;
    }
    moving = true;
    try {
      long now = clock.nanos();
      serveLocal(now);
      askShared(now);
      turnAway(now);
      arm(now);
    } finally {
      moving = false;
    }
  }

  private void serveLocal(long now) {
    Waiter head = queue.head();
    while (head != null) {
      int calls = takeLocal(head.cost(), head.wanted(), now);
      if (calls == 0) {
        return;
      }
      serve(head, granting.local(calls, head.cost(), now), now);
      head = queue.head();
    }
  }

  private void serve(Waiter waiter, Granting.Grant grant, long now) {
    queue.remove(waiter);
    queue.served(waiter);
    granting.permit(grant, waiter.sinceNanos(), now).onSuccess(waiter::complete);
  }

  private void askShared(long now) {
    Waiter head = queue.head();
    if (head == null || asking || lanes.askableAt(head.cost()) - now > 0) {
      return;
    }
    List<Waiter> batch = queue.batch(BATCH);
    long calls = Math.min(BATCH, adoption.allowance(now) / head.cost());
    calls = Math.min(calls, batch.stream().mapToLong(Waiter::wanted).sum());
    if (calls == 0) {
      return;
    }
    asking = true;
    int cost = head.cost();
    long through = arrivals;
    lanes.takeShared(cost, (int) calls).onSuccess(reply -> heard(reply, cost, through, now));
  }

  private void heard(SharedReply reply, int cost, long through, long askedNanos) {
    asking = false;
    triedThrough = through;
    long now = clock.nanos();
    int left = reply.calls();
    adoption.spend((long) left * cost);
    if (reply.code() == SharedReply.BLOCKED) {
      adoption.block(now + (reply.block() - reply.now()) * 1_000);
    }
    boolean valid = granting.validMillis(askedNanos, now) > 0 && !closed;
    for (Waiter waiter : queue.batch(valid && left > 0 ? left : 0)) {
      if (left > 0 && waiter.cost() == cost) {
        int calls = Math.min(left, waiter.wanted());
        left -= calls;
        serve(waiter, granting.shared(calls, cost, askedNanos, reply, now), now);
      }
    }
    if (left > 0) {
      lanes.settleShared((long) left * cost, reply.now(), lanes.epoch(), false);
    }
    move();
  }

  /** Denies those whose deadline passes before anything can fit. */
  private void turnAway(long now) {
    Waiter head = queue.head();
    long hope = head == null ? now : instants.hopesAt(head.cost(), now);
    Waiter due = queue.firstDue();
    while (due != null && isHopeless(due, hope, now)) {
      turnAway(due, now);
      due = queue.firstDue();
    }
  }

  private void turnAway(Waiter waiter, long now) {
    turnAway(waiter, reason(now), now);
  }

  private void turnAway(Waiter waiter, Reason why, long now) {
    Permit permit = granting.denied(why, waiter.cost(), waiter.sinceNanos(), now);
    queue.remove(waiter);
    waiter.complete(permit);
  }

  private boolean isHopeless(Waiter waiter, long hope, long now) {
    if (asking) {
      return waiter.number() <= triedThrough && waiter.deadlineNanos() - now <= 0;
    }
    return hope == Ledger.NEVER
        || waiter.deadlineNanos() - now <= 0
        || waiter.deadlineNanos() - hope < 0;
  }

  private void arm(long now) {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    Waiter head = queue.head();
    if (head == null || closed) {
      return;
    }
    Waiter due = queue.firstDueAfter(now);
    long at = due == null ? Ledger.NEVER : due.deadlineNanos();
    long fits = instants.looksAgainAt(head.cost(), asking, now);
    if (fits != Ledger.NEVER && (at == Ledger.NEVER || fits - at < 0)) {
      at = fits;
    }
    if (at != Ledger.NEVER) {
      timer = clock.after(Math.max(1, at - now), this::wake);
    }
  }

  private void wake() {
    timer = null;
    move();
  }

  private Reason reason(long now) {
    return adoption.isBlocked(now) ? Reason.BLOCKED : lanes.refusal(now);
  }

  /** Takes a request out of the line. */
  void cancel(String ticket) {
    Waiter waiter = queue.find(ticket);
    if (waiter != null) {
      turnAway(waiter, Reason.CANCELLED, clock.nanos());
      move();
    }
  }

  /** Takes note of what became of calls: the line may move. */
  void settle(Settle done) {
    long now = clock.nanos();
    granting.settle(done, now);
    if (!queue.isEmpty()) {
      move();
    }
  }

  private void listen(long now) {
    if (!asking && lanes.hasNews(now, LISTEN_NANOS)) {
      signIn(now);
    }
  }

  private void signIn(long now) {
    if (lanes.hasNews(now, 0)) {
      asking = true;
      lanes.peekShared().onSuccess(reply -> heard(reply, 1, triedThrough, now));
    }
  }

  /** Takes the upstream's word; it only lowers what is left, and a refusal is told to all. */
  void adopt(Adopt said) {
    long now = clock.nanos();
    Long resetAt = said.resetAtMillis();
    long shortest = lanes.shares().shortest().toNanos();
    long forNanos =
        resetAt == null
            ? shortest
            : Math.min(Math.max(0, resetAt - clock.millis()), Adoption.LONGEST_NANOS / 1_000_000)
                * 1_000_000;
    Long remaining = said.remaining();
    if (said.refused()) {
      if (!adoption.isBlocked(now) && lanes.remaining(now) > 0) {
        meters.disagreed(true);
      }
      long blockNanos = forNanos > 0 ? forNanos : shortest;
      adoption.block(now + blockNanos);
      lanes.blockShared(blockNanos);
    } else if (remaining != null && forNanos > 0 && remaining < lanes.remaining(now)) {
      if (remaining < adoption.allowance(now)) {
        meters.disagreed(false);
      }
      // They may not have counted yet what is still under way.
      adoption.cap(Math.max(0, remaining - granting.underWay(now)), now + forNanos, now);
    }
    move();
  }

  /** How it stands. */
  QuotaState state(String provider) {
    long now = clock.nanos();
    return new QuotaView(lanes, adoption, now, clock.millis())
        .of(provider, queue, granting.underWay(now));
  }

  /**
   * Looks again: Redis came or went. One that came is met at once, so that a ledger that was lost
   * meanwhile is held before anybody spends from it.
   */
  void linkMoved() {
    if (!asking) {
      signIn(clock.nanos());
    }
    move();
  }

  /**
   * Refuses everybody in line and stops.
   *
   * @return what the local lane granted, as wall milliseconds by which it arrived, rounded up; null
   *     when that is not known
   */
  @Nullable List<Long> close() {
    closed = true;
    long now = clock.nanos();
    for (Waiter due = queue.firstDue(); due != null; due = queue.firstDue()) {
      turnAway(due, now);
    }
    arm(now);
    meters.close();
    List<Long> stamps = lanes.localStamps(now);
    long wall = clock.millis();
    return stamps == null
        ? null
        : stamps.stream().map(at -> wall + Math.floorDiv(at - now, 1_000_000L) + 1).toList();
  }
}
