package dev.windsock.http;

import dev.windsock.time.Clock;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One server on one event loop; several share a port. Deployed by {@link HttpDoor}. */
final class HttpVerticle extends VerticleBase {
  private static final Fault BAD_REQUEST =
      new Fault(400, "invalid_request", "Invalid request", "This is not well-formed HTTP.")
          .closing();

  private static final long SWEEP_NANOS = 250_000_000;

  private final Door door;
  private final Duration shutdown;
  private final Map<HttpConnection, Watch> watches = new HashMap<>();
  private Clock.@Nullable Timer sweeping;
  private @Nullable HttpServer server;

  /**
   * @param shutdown how long requests in flight may still take when undeployed
   */
  HttpVerticle(Door door, Duration shutdown) {
    this.door = door;
    this.shutdown = shutdown;
  }

  @Override
  public Future<?> start() {
    Router router = Routes.build(vertx, door);
    HttpServer opening =
        vertx
            .createHttpServer(options())
            .connectionHandler(this::admit)
            .invalidRequestHandler(this::refuse)
            .requestHandler(request -> handle(request, router));
    server = opening;
    return opening
        .listen(sharedPort(), door.options.host())
        .onSuccess(
            open ->
                sweeping =
                    door.clock.every(
                        SWEEP_NANOS, () -> context.runOnContext(turn -> closeOverdue())));
  }

  /** A head has as long as a request has. */
  private void closeOverdue() {
    long nowNanos = door.clock.nanos();
    long headNanos = door.options.requestDeadline().toNanos();
    List<HttpConnection> overdue = new ArrayList<>();
    watches.forEach(
        (connection, watch) -> {
          if (watch.isOverdue(nowNanos, headNanos)) {
            overdue.add(connection);
          }
        });
    overdue.forEach(HttpConnection::close);
  }

  /** To Vert.x 0 is another free port for each instance; one below it is the same for all. */
  private int sharedPort() {
    return door.options.port() == 0 ? -1 : door.options.port();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) door.options.idleTimeout().toMillis())
        .setMaxInitialLineLength(4096)
        .setMaxHeaderSize(8192)
        .setHttp2ClearTextEnabled(false)
        .setCompressionSupported(false);
  }

  int port() {
    return Objects.requireNonNull(server, "not started").actualPort();
  }

  private void admit(HttpConnection connection) {
    if (door.connections.incrementAndGet() > door.options.maxConnections()) {
      door.meters.refusedConnection();
      connection.closeHandler(closed -> door.connections.decrementAndGet());
      connection.close();
      return;
    }
    Watch watch = new Watch(door.clock);
    watches.put(connection, watch);
    connection.closeHandler(
        closed -> {
          watches.remove(connection);
          door.connections.decrementAndGet();
        });
    FoldGuard.guard(connection, watch);
  }

  private void handle(HttpServerRequest request, Router router) {
    if (door.drain.begun()) {
      request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    if (!door.turnstile.admit(request)) {
      door.meters.answered(RouteName.NONE, 429, 0);
      return;
    }
    if (door.hits.serve(request)) {
      return;
    }
    RequestIds.stamp(request);
    AnswerResponse.secured(request.response());
    Fault refusal = Gate.refusal(request);
    if (refusal != null) {
      door.problems.send(request, refusal);
      door.meters.answered(RouteName.NONE, refusal.status(), 0);
    } else {
      router.handle(request);
    }
  }

  private void refuse(HttpServerRequest request) {
    Throwable cause = request.decoderResult().cause();
    Fault fault =
        cause instanceof TooLongHttpLineException
            ? Problems.URI_TOO_LONG
            : cause instanceof TooLongHttpHeaderException
                ? Problems.HEADERS_TOO_LARGE
                : BAD_REQUEST;
    AnswerResponse.secured(request.response());
    door.problems.send(request, fault);
    door.meters.answered(RouteName.NONE, fault.status(), 0);
  }

  @Override
  public Future<?> stop() {
    HttpServer open = server;
    if (open == null) {
      return Future.succeededFuture();
    }
    return open.shutdown(shutdown)
        .onComplete(
            closed -> {
              if (sweeping != null) {
                sweeping.cancel();
              }
            });
  }
}
