package dev.windsock.redis;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link that connects by itself, notices a Redis that is dead, hung or refuses its credentials,
 * and comes back to it. It lives on one Vert.x context with one pipelined connection; {@link #send}
 * may be called from anywhere and completes on the caller's context.
 *
 * <p>States: {@link LinkState.Connecting} until the first try ends, then {@link LinkState.Up} or
 * {@link LinkState.Down}. While down it is tried again after 25 ms, doubling to 1 s, with jitter
 * (about every second at once where Redis refuses the credentials); listeners hear only changes.
 */
public final class SupervisedLink implements RedisLink {
  /** The most commands that may be unanswered at a time. */
  static final int MAX_IN_FLIGHT = 8192;

  /** Classes are loaded on the first try: it may take longer. */
  private static final long FIRST_GUARD_NANOS = 3_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(SupervisedLink.class);

  private final Vertx vertx;
  private final Clock clock;
  private final RedisOptions options;
  private final ContextInternal context;
  private final LinkMeters meters;
  private final Backoff backoff =
      new Backoff(25_000_000, 1_000_000_000, () -> ThreadLocalRandom.current().nextDouble());
  private final List<Consumer<LinkState>> listeners = new CopyOnWriteArrayList<>();
  private final ProblemException full =
      new ProblemException(Problem.OVERLOADED, "too many Redis commands are in flight");
  private final AtomicInteger inFlight = new AtomicInteger();

  private volatile LinkState state = new LinkState.Connecting(1);
  private volatile LinkDownException cause = new LinkDownException("still connecting");
  private volatile Future<@Nullable Response> down = Future.failedFuture(cause);
  private volatile @Nullable Wire wire;

  // The following are touched on the link's context alone.
  private long generation;
  private int attempts;
  private boolean closed;
  private Clock.@Nullable Timer retry;

  /** A link for the data of the process. */
  public SupervisedLink(Vertx vertx, Clock clock, RedisOptions options, MeterRegistry registry) {
    this(vertx, clock, options, registry, "data");
  }

  /**
   * A link, not started.
   *
   * @param name what it is for, as the meters tell it
   */
  public SupervisedLink(
      Vertx vertx, Clock clock, RedisOptions options, MeterRegistry registry, String name) {
    this.vertx = vertx;
    this.clock = clock;
    this.options = options;
    this.context = ((VertxInternal) vertx).createEventLoopContext();
    this.meters = new LinkMeters(registry, name, this::state);
  }

  /** Starts trying. Completes once the first try is under way, and never fails. */
  public Future<Void> start() {
    Promise<Void> started = callerPromise();
    context.runOnContext(
        run -> {
          attempt();
          started.complete();
        });
    return started.future();
  }

  /** Ends the connection and stops trying. What is in flight fails. */
  public Future<Void> close() {
    Promise<Void> done = callerPromise();
    context.runOnContext(
        run -> {
          closed = true;
          if (retry != null) {
            retry.cancel();
          }
          Wire open = wire;
          goDown("closed");
          (open == null ? Future.<Void>succeededFuture() : open.end()).onComplete(done);
        });
    return done.future();
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
          } else if (isServers(done.cause())) {
            meters.refused.increment();
            reply.fail(done.cause());
          } else {
            meters.lost.increment();
            reply.fail(wire == open ? new LinkDownException("the connection broke") : cause);
          }
        });
  }

  private static boolean isServers(Throwable cause) {
    return cause instanceof ErrorType error && !error.is("CONNECTION_CLOSED");
  }

  @Override
  public Future<@Nullable Response> eval(Script script, List<String> keys, List<String> args) {
    return Scripts.eval(this, script, keys, args);
  }

  private <T extends @Nullable Object> Promise<T> callerPromise() {
    return ((VertxInternal) vertx).getOrCreateContext().promise();
  }

  private void attempt() {
    if (closed) {
      return;
    }
    attempts++;
    long guardNanos = options.connectTimeout().toNanos();
    if (attempts == 1) {
      guardNanos = Math.max(guardNanos, FIRST_GUARD_NANOS);
    }
    long next = generation + 1;
    Wire.open(vertx, clock, options, MAX_IN_FLIGHT + 64, guardNanos, broke -> lost(next, broke))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                goUp(done.result());
              } else {
                fail(done.cause());
              }
            });
  }

  private void goUp(Wire opened) {
    if (closed) {
      opened.end();
      return;
    }
    generation++;
    if (generation > 1) {
      meters.reconnects.increment();
    }
    backoff.reset();
    wire = opened;
    LOG.info("Redis is up");
    move(new LinkState.Up(opened.runId(), generation));
  }

  private void lost(long of, Throwable broke) {
    if (of == generation) {
      fail(broke);
    }
  }

  private void fail(Throwable broke) {
    if (closed) {
      return;
    }
    goDown(Refusal.describe(broke));
    long waitNanos = Refusal.isAuth(broke) ? backoff.slowestNanos() : backoff.nextNanos();
    retry = clock.after(waitNanos, this::attempt);
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
