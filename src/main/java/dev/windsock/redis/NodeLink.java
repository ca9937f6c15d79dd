package dev.windsock.redis;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Backoff;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link to one server at a time: it connects by itself, notices a Redis that is dead, hung or
 * refuses its credentials, and comes back to it, or to what its locator then names. It lives on one
 * Vert.x context with one pipelined connection; {@link #send} may be called from anywhere and
 * completes on the caller's context.
 *
 * <p>A server that falls silent makes it {@link LinkState.Down} while the connection is kept; when
 * the silence ends it is {@link LinkState.Up} again, with another generation. After the command
 * timeout the connection is given up and tried anew, after 25 ms, doubling to 500 ms, with jitter,
 * counted from the beginning of the last try (about every second where Redis refuses the
 * credentials). Listeners hear only changes.
 */
final class NodeLink implements OwnedLink, Wire.Owner {
  /** The most commands that may be unanswered at a time. */
  static final int MAX_IN_FLIGHT = 8192;

  /** Classes are loaded on the first try: it may take longer. */
  private static final long FIRST_GUARD_NANOS = 3_000_000_000L;

  /** With the longest connect timeout this bounds a return: by default to less than a second. */
  private static final long LONGEST_WAIT_NANOS = 500_000_000L;

  private static final long SHORTEST_WAIT_NANOS = 10_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(NodeLink.class);

  private final Vertx vertx;
  private final Clock clock;
  private final LongSupplier generations;
  private final Function<RedisOptions, Parts> parts;
  private final ContextInternal context;
  private final LinkMeters meters;
  private final Backoff backoff =
      new Backoff(25_000_000, LONGEST_WAIT_NANOS, () -> ThreadLocalRandom.current().nextDouble());
  private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
  private final ProblemException full =
      new ProblemException(Problem.OVERLOADED, "too many Redis commands are in flight");
  private final AtomicInteger inFlight = new AtomicInteger();

  private volatile LinkState state = new LinkState.Connecting(1);
  private volatile LinkDownException cause = new LinkDownException("still connecting");
  private volatile Future<@Nullable Response> down = Future.failedFuture(cause);
  private volatile RedisOptions options;

  /** Takes commands; null while the link is not up. */
  private volatile @Nullable Wire wire;

  // The following are touched on the link's context alone.
  /** What is connected, be it quiet. */
  private @Nullable Wire connected;

  private @Nullable RedisOptions located;
  private @Nullable Parts using;
  private int attempts;
  private int connections;
  private long triedNanos;
  private boolean closed;
  private Clock.@Nullable Timer retry;

  /**
   * How a server is found and greeted.
   *
   * @param locator says which
   * @param greeting opens the connection
   */
  record Parts(Locator locator, Greeting greeting) {}

  /**
   * A link, not started.
   *
   * @param parts made anew when the options change
   * @param generations gives numbers that were not given before
   */
  NodeLink(
      Vertx vertx,
      Clock clock,
      RedisOptions options,
      Function<RedisOptions, Parts> parts,
      LinkMeters meters,
      LongSupplier generations) {
    this.vertx = vertx;
    this.clock = clock;
    this.options = options;
    this.parts = parts;
    this.generations = generations;
    this.meters = meters;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
  }

  @Override
  public Future<Void> start() {
    Promise<Void> started = callerPromise();
    context.runOnContext(
        run -> {
          attempt();
          started.complete();
        });
    return started.future();
  }

  @Override
  public Future<Void> close() {
    Promise<Void> done = callerPromise();
    context.runOnContext(
        run -> {
          closed = true;
          if (retry != null) {
            retry.cancel();
          }
          Wire open = connected;
          goDown("closed");
          (open == null ? Future.<Void>succeededFuture() : open.end()).onComplete(done);
        });
    return done.future();
  }

  @Override
  public void reconfigure(RedisOptions next) {
    options = next;
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    listeners.add(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    Wire open = wire;
    if (open == null) {
      meters.down.increment();
      return down;
    }
    if (inFlight.incrementAndGet() > MAX_IN_FLIGHT) {
      inFlight.decrementAndGet();
      meters.overloaded.increment();
      return Future.failedFuture(full);
    }
    Promise<@Nullable Response> reply = callerPromise();
    if (context.isRunningOnContext()) {
      transmit(open, request, reply);
    } else {
      context.runOnContext(run -> transmit(open, request, reply));
    }
    return reply.future();
  }

  private void transmit(Wire open, Request request, Promise<@Nullable Response> reply) {
    open.send(
        request,
        done -> {
          inFlight.decrementAndGet();
          if (done.succeeded()) {
            meters.ok.increment();
            reply.complete(done.result());
          } else if (isServers(done.cause()) && !follows(open, done.cause())) {
            meters.refused.increment();
            reply.fail(done.cause());
          } else {
            meters.lost.increment();
            reply.fail(wire == open ? new LinkDownException("the connection broke") : cause);
          }
        });
  }

  /** A link that follows one slot goes where the slot went. */
  private boolean follows(Wire open, Throwable cause) {
    Parts made = using;
    boolean moved =
        made != null
            && made.locator().follows()
            && cause instanceof ErrorType error
            && Refusal.isMoved(error);
    if (moved) {
      open.lose(new LinkDownException("the slot moved"));
    }
    return moved;
  }

  private static boolean isServers(Throwable cause) {
    return cause instanceof ErrorType error
        && !error.is("CONNECTION_CLOSED")
        && !Refusal.isAway(error);
  }

  /** Sends one command to a node that is just taking its slot over. */
  Future<@Nullable Response> ask(Request request) {
    Promise<@Nullable Response> reply = callerPromise();
    context.runOnContext(
        run -> {
          // One after the other on one connection: nothing comes between.
          send(Request.cmd(Command.ASKING));
          send(request).onComplete(reply);
        });
    return reply.future();
  }

  private <T extends @Nullable Object> Promise<T> callerPromise() {
    return ((VertxInternal) vertx).getOrCreateContext().promise();
  }

  private void attempt() {
    if (closed) {
      return;
    }
    attempts++;
    triedNanos = clock.nanos();
    RedisOptions now = options;
    Parts made = using;
    if (made == null || !now.equals(located)) {
      made = parts.apply(now);
      using = made;
      located = now;
    }
    long shortestNanos = attempts == 1 ? FIRST_GUARD_NANOS : 0;
    long guardNanos = Math.max(now.connectTimeout().toNanos(), shortestNanos);
    Greeting greeting = made.greeting();
    made.locator()
        .locate()
        .compose(endpoint -> greeting.open(endpoint, MAX_IN_FLIGHT + 64, guardNanos, this))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                goUp(done.result());
              } else {
                // What the try itself took counts: where it timed out, there was a wait already.
                fail(done.cause(), clock.nanos() - triedNanos);
              }
            });
  }

  private void goUp(Wire opened) {
    if (closed) {
      opened.end();
      return;
    }
    connected = opened;
    connections++;
    if (connections > 1) {
      meters.reconnects.increment();
    }
    backoff.reset();
    LOG.info("Redis is up");
    take(opened);
  }

  private void take(Wire opened) {
    wire = opened;
    move(new LinkState.Up(opened.runId(), generations.getAsLong()));
  }

  @Override
  public void lost(Wire broken, Throwable broke) {
    if (broken == connected) {
      fail(broke, 0);
    }
  }

  @Override
  public void quiet(Wire silent, LinkDownException why) {
    if (silent == connected && !closed) {
      meters.silences.increment();
      goDown(String.valueOf(why.getMessage()));
    }
  }

  @Override
  public void resumed(Wire talking) {
    if (talking == connected && !closed) {
      LOG.info("Redis answers again");
      take(talking);
    }
  }

  private void fail(Throwable broke, long waitedNanos) {
    if (closed) {
      return;
    }
    connected = null;
    goDown(Refusal.describe(broke));
    long waitNanos = Refusal.isAuth(broke) ? 2 * backoff.slowestNanos() : backoff.nextNanos();
    retry = clock.after(Math.max(SHORTEST_WAIT_NANOS, waitNanos - waitedNanos), this::attempt);
  }

  private void goDown(String reason) {
    boolean was = state instanceof LinkState.Down;
    if (state instanceof LinkState.Down down && down.reason().equals(reason)) {
      return;
    }
    long sinceNanos = was ? ((LinkState.Down) state).sinceNanos() : clock.nanos();
    wire = null;
    cause = new LinkDownException("Redis is down: " + reason);
    down = Future.failedFuture(cause);
    if (!closed) {
      LOG.warn("Redis is down, trying on: {}", reason);
    }
    move(new LinkState.Down(reason, sinceNanos));
  }

  private void move(LinkState next) {
    state = next;
    for (Consumer<LinkState> listener : listeners) {
      try {
        listener.accept(next);
      } catch (RuntimeException e) {
        LOG.error("a listener to the Redis link failed", e);
      }
    }
  }
}
