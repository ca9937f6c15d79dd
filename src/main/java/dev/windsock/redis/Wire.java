package dev.windsock.redis;

import dev.windsock.time.Clock;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection, from its opening to its end, with a client of its own: only closing the client
 * closes a hung socket for sure, and a new client looks the address up anew. Used on the link's
 * context alone.
 */
final class Wire {
  /** How often deadlines are looked at. */
  static final long TICK_NANOS = 25_000_000;

  private static final int PING_AFTER_TICKS = 20;

  private final Clock clock;
  private final Redis client;
  private final Deadlines deadlines;
  private final Consumer<Throwable> onLost;
  private @Nullable RedisConnection connection;
  private String runId = "";
  private int idleTicks;
  private boolean ended;
  private Clock.@Nullable Timer timer;

  private Wire(Clock clock, Redis client, long timeoutNanos, Consumer<Throwable> onLost) {
    this.clock = clock;
    this.client = client;
    this.onLost = onLost;
    this.deadlines = new Deadlines((int) Math.max(1, timeoutNanos / TICK_NANOS));
  }

  /**
   * Connects, greets, authenticates and asks who is there.
   *
   * @param guardNanos the longest that all of it may take
   * @param onLost called once when an opened wire breaks, not when it is ended
   */
  static Future<Wire> open(
      Vertx vertx,
      Clock clock,
      RedisOptions options,
      int maxInFlight,
      long guardNanos,
      Consumer<Throwable> onLost) {
    Redis client;
    try {
      client = Redis.createClient(vertx, ClientOptions.of(options, maxInFlight));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    Wire wire = new Wire(clock, client, options.commandTimeout().toNanos(), onLost);
    Promise<Wire> opened = Promise.promise();
    wire.timer =
        clock.after(
            guardNanos,
            () ->
                opened.tryFail(
                    new LinkDownException("no greeting within " + guardNanos / 1_000_000 + " ms")));
    client
        .connect()
        .compose(
            connection ->
                connection
                    .send(Request.cmd(Command.INFO).arg("server"))
                    .map(
                        info -> {
                          wire.connection = connection;
                          wire.runId = field(info, "run_id");
                          return wire;
                        })
                    .recover(
                        cause -> {
                          if (cause instanceof ErrorType error && error.is("NOPERM")) {
                            wire.connection = connection;
                            return Future.succeededFuture(wire);
                          }
                          return Future.failedFuture(cause);
                        }))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                opened.tryComplete(done.result());
              } else {
                opened.tryFail(done.cause());
              }
            });
    return opened
        .future()
        .onComplete(
            done -> {
              wire.disarm();
              if (done.succeeded()) {
                wire.watch();
              } else {
                wire.end();
              }
            });
  }

  private static String field(@Nullable Response info, String name) {
    if (info != null) {
      for (String line : info.toString().split("\r?\n", -1)) {
        if (line.startsWith(name + ":")) {
          return line.substring(name.length() + 1);
        }
      }
    }
    return "";
  }

  private void watch() {
    if (connection != null) {
      connection.exceptionHandler(this::lose);
      connection.endHandler(end -> lose(new LinkDownException("Redis closed the connection")));
      arm();
    }
  }

  /** Armed anew each time: a periodic timer catches up after a pause and would see hangs. */
  private void arm() {
    timer = clock.after(TICK_NANOS, this::tick);
  }

  private void tick() {
    if (ended) {
      return;
    }
    if (deadlines.advance()) {
      lose(new LinkDownException("no reply in time"));
      return;
    }
    idleTicks = deadlines.idle() ? idleTicks + 1 : 0;
    if (idleTicks >= PING_AFTER_TICKS) {
      idleTicks = 0;
      send(Request.cmd(Command.PING), done -> {});
    }
    arm();
  }

  /** The server's run id, or empty where it may not be asked. */
  String runId() {
    return runId;
  }

  /** Sends one command. */
  void send(Request request, Handler<AsyncResult<Response>> handler) {
    RedisConnection open = connection;
    if (ended || open == null) {
      handler.handle(Future.failedFuture(new LinkDownException("the connection is closed")));
      return;
    }
    Deadlines.Tick tick = deadlines.sent();
    idleTicks = 0;
    open.send(request)
        .onComplete(
            done -> {
              tick.answered();
              if (done.failed() && done.cause() instanceof ErrorType error) {
                inspect(error);
              }
              handler.handle(done);
            });
  }

  /** What every command will run into from now on ends the connection. */
  private void inspect(ErrorType error) {
    if (error.is("READONLY")) {
      lose(new LinkDownException("connected to a replica"));
    } else if (error.is("CONNECTION_CLOSED")) {
      lose(new LinkDownException("the connection broke"));
    } else if (error.is("NOAUTH")) {
      lose(error);
    }
  }

  private void lose(Throwable cause) {
    if (!ended) {
      end();
      onLost.accept(cause);
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
