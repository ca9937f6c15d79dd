package dev.windsock.redis;

import dev.windsock.time.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its greeting to its end, with a client of its own: only closing the client
 * closes a hung socket for sure, and a new client looks the address up anew. Used on the link's
 * context alone.
 *
 * <p>Two deadlines watch it. When Redis says nothing for the reply timeout while commands wait,
 * whoever waits is answered and the wire is quiet: it takes no commands, and is resumed when all
 * that was sent is answered. When a command takes longer than the command timeout, the wire is
 * lost. While nobody asks, a PING does.
 */
final class Wire {
  /** How often deadlines are looked at while the wire is in use. */
  static final long TICK_NANOS = 10_000_000;

  /** A wire is idle when it was not used for so many ticks. */
  private static final int IDLE_TICKS = 20;

  /** From then until a PING; with the ticks before about half a second. */
  private static final long PING_NANOS = 300_000_000;

  /** Hears what becomes of a wire. */
  interface Owner {
    /** It broke, once; not called when it was ended. */
    void lost(Wire wire, Throwable cause);

    /** Redis has fallen silent. */
    void quiet(Wire wire, LinkDownException cause);

    /** Redis answers again. */
    void resumed(Wire wire);
  }

  private final Clock clock;
  private final Redis client;
  private final RedisConnection connection;
  private final String runId;
  private final Owner owner;
  private final Pipeline pipeline;
  private final LinkDownException silence;
  private int unusedTicks;
  private boolean quiet;
  private boolean idle;
  private boolean ended;
  private Clock.@Nullable Timer timer;

  /** Takes over a connection that has been greeted. */
  Wire(
      Clock clock,
      Redis client,
      RedisConnection connection,
      String runId,
      RedisOptions options,
      Owner owner) {
    this.clock = clock;
    this.client = client;
    this.connection = connection;
    this.runId = runId;
    this.owner = owner;
    long commandNanos = options.commandTimeout().toNanos();
    long replyNanos = Math.min(commandNanos, options.replyTimeout().toNanos());
    this.pipeline = new Pipeline(ticks(replyNanos), ticks(commandNanos));
    this.silence = new LinkDownException("no reply within " + replyNanos / 1_000_000 + " ms");
    connection.exceptionHandler(this::lose);
    connection.endHandler(end -> lose(new LinkDownException("Redis closed the connection")));
    arm(TICK_NANOS);
  }

  /** One less than fit, for a command is sent somewhere within a tick. */
  private static int ticks(long timeoutNanos) {
    return (int) Math.max(1, timeoutNanos / TICK_NANOS - 1);
  }

  /** Armed anew each time: a periodic timer catches up after a pause and would see hangs. */
  private void arm(long nanos) {
    timer = clock.after(nanos, this::tick);
  }

  private void tick() {
    if (ended) {
      return;
    }
    if (idle) {
      send(Request.cmd(Command.PING), done -> {});
      return;
    }
    pipeline.tick();
    if (pipeline.overdue()) {
      lose(new LinkDownException("no reply in time"));
      return;
    }
    if (quiet && pipeline.idle()) {
      quiet = false;
      owner.resumed(this);
    } else if (!quiet && pipeline.silent()) {
      quiet = true;
      owner.quiet(this, silence);
      pipeline.release(silence);
    }
    unusedTicks = pipeline.idle() ? unusedTicks + 1 : 0;
    idle = unusedTicks >= IDLE_TICKS;
    arm(idle ? PING_NANOS : TICK_NANOS);
  }

  /** The server's run id, or empty where it may not be asked. */
  String runId() {
    return runId;
  }

  /** Sends one command. */
  void send(Request request, Handler<AsyncResult<Response>> caller) {
    if (ended || quiet) {
      caller.handle(Future.failedFuture(silence));
      return;
    }
    unusedTicks = 0;
    if (idle) {
      idle = false;
      disarm();
      arm(TICK_NANOS);
    }
    Pipeline.Sent sent = pipeline.add(caller);
    connection
        .send(request)
        .onComplete(
            done -> {
              if (done.failed() && done.cause() instanceof ErrorType error) {
                inspect(error);
              }
              sent.handle(done);
            });
  }

  /** What every command will run into from now on ends the connection. */
  private void inspect(ErrorType error) {
    if (error.is("CONNECTION_CLOSED")) {
      lose(new LinkDownException("the connection broke"));
    } else if (Refusal.isAway(error)) {
      lose(error);
    }
  }

  /** Gives the connection up. */
  void lose(Throwable cause) {
    if (!ended) {
      end();
      owner.lost(this, cause);
    }
  }

  /** Closes the socket at once; what is in flight fails. Idempotent. */
  Future<Void> end() {
    ended = true;
    disarm();
    return client.close();
  }

  private void disarm() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }
}
