package dev.windsock.redis;

import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Opens a connection to one server within a time, and asks on it. The client has no timeout of its
 * own for this, and leaves the connection open when its own would strike.
 */
final class Greeting {
  private final Vertx vertx;
  private final Clock clock;
  private final RedisOptions options;

  Greeting(Vertx vertx, Clock clock, RedisOptions options) {
    this.vertx = vertx;
    this.clock = clock;
    this.options = options;
  }

  /** A connection with what was learned on it. */
  private record Opened<T extends @Nullable Object>(
      Redis client, RedisConnection connection, T answer) {}

  /** Greets a server that is to take commands, and makes sure that it is the right one. */
  Future<Wire> open(String endpoint, int maxInFlight, long guardNanos, Wire.Owner owner) {
    return connect(endpoint, maxInFlight, true, guardNanos, this::ready)
        .map(
            opened ->
                new Wire(
                    clock, opened.client(), opened.connection(), opened.answer(), options, owner));
  }

  /**
   * Asks one question on a connection of its own.
   *
   * @param credentials whether to authenticate
   */
  Future<@Nullable Response> ask(
      String endpoint, Request question, boolean credentials, long guardNanos) {
    return Greeting.<@Nullable Response>closing(
        connect(endpoint, 8, credentials, guardNanos, on -> on.send(question).map(reply -> reply)));
  }

  private static <T extends @Nullable Object> Future<T> closing(Future<Opened<T>> opened) {
    return opened.map(
        done -> {
          done.client().close();
          return done.answer();
        });
  }

  private <T extends @Nullable Object> Future<Opened<T>> connect(
      String endpoint,
      int maxInFlight,
      boolean credentials,
      long guardNanos,
      Function<RedisConnection, Future<T>> use) {
    Redis client;
    try {
      client =
          Redis.createClient(vertx, ClientOptions.of(options, endpoint, maxInFlight, credentials));
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    Promise<Opened<T>> result = Promise.promise();
    Clock.Timer guard =
        clock.after(
            guardNanos,
            () ->
                result.tryFail(
                    new LinkDownException("no greeting within " + guardNanos / 1_000_000 + " ms")));
    client
        .connect()
        .compose(
            connection ->
                use.apply(connection).map(answer -> new Opened<>(client, connection, answer)))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                result.tryComplete(done.result());
              } else {
                result.tryFail(done.cause());
              }
            });
    return result.future().onComplete(done -> guard.cancel()).onFailure(cause -> client.close());
  }

  /** Fails unless the server takes commands now; gives its run id. */
  private Future<String> ready(RedisConnection connection) {
    Future<String> info =
        lenient(connection, Request.cmd(Command.INFO).arg("server"))
            .map(reply -> field(reply, "run_id"));
    // Refused while it loads its data.
    Future<String> ready =
        info.compose(runId -> lenient(connection, Request.cmd(Command.PING)).map(runId));
    return switch (options.mode()) {
      case SENTINEL ->
          ready.compose(
              runId ->
                  lenient(connection, Request.cmd(Command.ROLE))
                      .compose(
                          role ->
                              role == null || role.get(0).toString().equals("master")
                                  ? Future.succeededFuture(runId)
                                  : Future.failedFuture(
                                      new LinkDownException("connected to a replica"))));
      case CLUSTER ->
          ready.compose(
              runId ->
                  lenient(connection, Request.cmd(Command.CLUSTER).arg("INFO"))
                      .compose(
                          state ->
                              field(state, "cluster_state").equals("fail")
                                  ? Future.failedFuture(
                                      new LinkDownException("the cluster is down"))
                                  : Future.succeededFuture(runId)));
      case STANDALONE, NONE -> ready;
    };
  }

  /** An ACL may forbid the question: then there is no answer. */
  private static Future<@Nullable Response> lenient(RedisConnection connection, Request ask) {
    return connection
        .send(ask)
        .<@Nullable Response>map(Function.identity())
        .recover(
            cause ->
                cause instanceof ErrorType error && error.is("NOPERM")
                    ? Future.<@Nullable Response>succeededFuture(null)
                    : Future.<@Nullable Response>failedFuture(cause));
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
}
