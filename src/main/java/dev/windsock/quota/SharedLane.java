package dev.windsock.quota;

import dev.windsock.quota.SharedScript.Call;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of one provider's limits that all instances share, in Redis. Belongs to one event loop.
 *
 * <p>A reply counts only when the link was the same connection before and after: the run id that
 * the script compared was then that of the server that ran it. A call whose reply is lost may have
 * run: what it granted stays spent. So does what was granted to a configuration that was replaced
 * while the reply was under way: its windows are not ours any more.
 *
 * <p>Settlements wait for the next question to travel with. So the script may refuse for the sake
 * of calls that were answered long ago, here or at another instance: it is asked again when a call
 * would fit if they all were, and then ever more seldom until it certainly does.
 */
final class SharedLane {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLane.class);

  /** After a call that failed, the lane is left alone for so long. */
  private static final long RETRY_NANOS = 100_000_000;

  /** So much of the shortest window passes at least before the same hope is tried again. */
  private static final int PATIENCE = 8;

  /** After another instance's later configuration was met, for so long. */
  private static final long STALE_NANOS = 60_000_000_000L;

  private final RedisLink link;
  private final Clock clock;
  private final boolean everRan;
  private @Nullable SharedScript script;
  private boolean stale;
  private long staleUntilNanos;
  private @Nullable String ledger;
  private @Nullable SharedReply last;
  private long lastNanos;
  private final Settlements settlements = new Settlements();
  private long sureNanos;
  private long notBeforeNanos;
  private int hopes;
  private int epoch;

  /**
   * @param script null when nothing is shared
   * @param everRan whether an earlier process of this instance may have used the ledger
   */
  SharedLane(RedisLink link, Clock clock, @Nullable SharedScript script, boolean everRan) {
    this.link = link;
    this.clock = clock;
    this.script = script;
    this.everRan = everRan;
    this.sureNanos = clock.nanos();
    this.notBeforeNanos = sureNanos;
  }

  /** Goes on with another configuration: the script moves the log over at its next call. */
  void reconfigure(@Nullable SharedScript next) {
    script = next;
    stale = false;
    last = null;
    forget();
    sureNanos = clock.nanos();
    notBeforeNanos = sureNanos;
  }

  /** What was granted before is not settled any more: it was another log, or has other guards. */
  private void forget() {
    epoch++;
    hopes = 0;
    settlements.clear();
  }

  /** Changes whenever what was granted before cannot be settled any more. */
  int epoch() {
    return epoch;
  }

  /** Takes note of calls that were granted in this epoch and are answered, or were never sent. */
  void settle(long grants, long grantedMicros, boolean sent) {
    SharedScript current = script;
    if (current == null) {
      return;
    }
    long now = clock.nanos();
    settlements.add(grants, grantedMicros, now, sent);
    long fits = sent ? now + current.shortestNanos() : now;
    if (hopes > 0 && fits - notBeforeNanos < 0) {
      notBeforeNanos = fits;
    }
  }

  /** Whether Redis is there to be asked, and has our configuration as far as is known. */
  boolean isUp() {
    return answers() && !isStale();
  }

  private boolean answers() {
    return link.state() instanceof LinkState.Up && script != null;
  }

  private boolean isStale() {
    return stale && clock.nanos() - staleUntilNanos < 0;
  }

  /** From when asking makes sense; {@link Ledger#NEVER} while Redis is away. */
  long askableAt() {
    if (!answers()) {
      return Ledger.NEVER;
    }
    return isStale() ? staleUntilNanos : notBeforeNanos;
  }

  /** From when a call certainly fits; {@link Ledger#NEVER} while Redis is away. */
  long sureAt() {
    if (!answers()) {
      return Ledger.NEVER;
    }
    return isStale() ? staleUntilNanos : sureNanos;
  }

  /** Until when the ledger is held; now when it is not, or cannot be asked. */
  long heldUntil(long nowNanos) {
    SharedReply heard = last;
    return heard != null && isUp() && heard.code() == SharedReply.HELD
        ? Math.max(nowNanos, nanosOf(heard, heard.next()))
        : nowNanos;
  }

  /** When Redis was last heard. */
  long heardNanos() {
    return lastNanos;
  }

  /** Whether anything was heard. */
  boolean wasHeard() {
    return last != null;
  }

  /** Why the lane refused when it last did. */
  Decision.Reason refusal() {
    int code = last == null ? SharedReply.SPENT : last.code();
    if (code == SharedReply.HELD) {
      return Decision.Reason.HELD;
    }
    return code == SharedReply.BLOCKED ? Decision.Reason.BLOCKED : Decision.Reason.SPENT;
  }

  /** Grants left in the window with this index, as last heard; 0 while Redis is away. */
  long remaining(int window, long nowNanos) {
    SharedReply heard = last;
    if (heard == null || !isUp() || heard.code() >= SharedReply.HELD) {
      return 0;
    }
    boolean gone = nowNanos - nanosOf(heard, heard.leaves().get(window)) >= 0;
    long left = heard.remaining().get(window);
    return gone && left == 0 ? 1 : left;
  }

  /** When the oldest grant in the window with this index leaves it, as last heard. */
  long leavesAt(int window, long nowNanos) {
    SharedReply heard = last;
    return heard == null || heard.code() >= SharedReply.STALE
        ? nowNanos
        : Math.max(nowNanos, nanosOf(heard, heard.leaves().get(window)));
  }

  private long nanosOf(SharedReply reply, long micros) {
    return lastNanos + (micros - reply.now()) * 1_000;
  }

  /** Asks for calls. The reply says how many were granted; none when Redis went away. */
  Future<SharedReply> take(int cost, int wanted) {
    return run("take", cost, wanted, 0);
  }

  /** Hears how the ledger stands, spending nothing. */
  Future<SharedReply> peek() {
    return run("peek", 1, 0, 0);
  }

  /** Blocks the provider for every instance. */
  Future<SharedReply> block(long forNanos) {
    return run("adopt", 1, 0, Math.max(0, forNanos / 1_000));
  }

  private Future<SharedReply> run(String operation, int cost, int wanted, long blockMicros) {
    SharedScript current = script;
    if (!(link.state() instanceof LinkState.Up up) || current == null) {
      return Future.succeededFuture(nothing());
    }
    String known = ledger == null ? "" : ledger;
    boolean mayBeFirst = ledger == null && !everRan;
    Call call =
        new Call(
            operation,
            up.runId(),
            known,
            UUID.randomUUID().toString(),
            mayBeFirst,
            cost,
            wanted,
            blockMicros,
            settlements.drain(clock.nanos()));
    return current
        .run(link, call)
        .compose(
            response ->
                response != null && SharedReply.asksToConfigure(response)
                    ? current.configure(link).compose(moved -> current.run(link, call))
                    : Future.succeededFuture(response))
        .transform(
            done -> {
              if (script != current) {
                // It told how the replaced configuration stood; this one may be asked at once.
                return Future.succeededFuture(nothing());
              }
              boolean same =
                  link.state() instanceof LinkState.Up still
                      && still.generation() == up.generation();
              if (done.failed() || done.result() == null || !same) {
                return Future.succeededFuture(unheard(done.cause()));
              }
              return Future.succeededFuture(heard(SharedReply.of(done.result())));
            })
        .otherwise(this::unheard);
  }

  private SharedReply unheard(@Nullable Throwable cause) {
    if (cause != null && !(cause instanceof LinkDownException)) {
      LOG.warn("The shared quota lane could not be asked: {}", cause.toString());
    }
    sureNanos = clock.nanos() + RETRY_NANOS;
    notBeforeNanos = sureNanos;
    return nothing();
  }

  private static SharedReply nothing() {
    return new SharedReply(SharedReply.SPENT, 0, 0, 0, 0, "", List.of(), List.of());
  }

  private SharedReply heard(SharedReply reply) {
    if (!reply.ledger().equals(ledger)) {
      forget();
    }
    ledger = reply.ledger();
    lastNanos = clock.nanos();
    stale = reply.code() >= SharedReply.STALE;
    if (stale) {
      staleUntilNanos = lastNanos + STALE_NANOS;
      LOG.warn("The shared quota lane is shut: another instance has a later configuration");
    }
    last = stale ? null : reply;
    sureNanos = reply.calls() > 0 ? lastNanos : nanosOf(reply, reply.next());
    notBeforeNanos = sureNanos;
    hopes = waitsForAnswers(reply) ? hopes + 1 : 0;
    if (hopes > 0) {
      SharedScript current = Objects.requireNonNull(script);
      long pause = (current.shortestNanos() / PATIENCE) << Math.min(hopes - 1, PATIENCE);
      long soon = Math.max(sureNanos - current.guardNanos(), lastNanos + pause);
      notBeforeNanos = Math.min(sureNanos, soon);
    }
    return reply;
  }

  /**
   * Whether what stands in the way may be a call that is not settled: what is settled leaves within
   * its window.
   */
  private boolean waitsForAnswers(SharedReply reply) {
    SharedScript current = script;
    return current != null
        && reply.code() == SharedReply.SPENT
        && reply.calls() == 0
        && sureNanos - lastNanos > current.shortestNanos();
  }
}
