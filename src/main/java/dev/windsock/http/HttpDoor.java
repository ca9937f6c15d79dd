package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.BindException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Opens the HTTP door and closes it without failing a request. Thread-safe.
 *
 * <pre>{@code
 * HttpDoor door = new HttpDoor(vertx, options, services);
 * door.open(eventLoops).onSuccess(port -> …);
 * …
 * door.drain().onComplete(done -> vertx.close());
 * }</pre>
 */
public final class HttpDoor {
  /** How long closing may take in all: within the ten seconds that whoever stops us waits. */
  private static final Duration DRAIN = Duration.ofMillis(8_500);

  private final Vertx vertx;
  private final Door door;
  private final List<String> deployments = new CopyOnWriteArrayList<>();

  /**
   * @param options where to listen and what to allow
   * @param services whom to hand requests to
   */
  public HttpDoor(Vertx vertx, HttpOptions options, Services services) {
    this.vertx = vertx;
    this.door = new Door(options, services);
  }

  /**
   * How long requests in flight may still take once nothing new is accepted: what any request may
   * take, if there is that much time. Where nothing is in flight closing does not wait.
   */
  static Duration shutdown(HttpOptions options) {
    Duration left = DRAIN.minus(options.drainGrace());
    return options.requestDeadline().compareTo(left) < 0 ? options.requestDeadline() : left;
  }

  /**
   * Listens.
   *
   * @param instances on how many event loops, ≥ 1
   * @return the port; fails with an {@link InvalidValueException} about {@code http.port} or {@code
   *     http.host} when it is in use or not ours
   */
  public Future<Integer> open(int instances) {
    Duration shutdown = shutdown(door.options);
    HttpVerticle first = new HttpVerticle(door, shutdown);
    return deploy(first)
        .compose(
            deployed -> {
              List<Future<String>> others = new ArrayList<>();
              for (int i = 1; i < instances; i++) {
                others.add(deploy(new HttpVerticle(door, shutdown)));
              }
              return Future.all(others).map(all -> first.port());
            })
        .recover(cause -> Future.failedFuture(explained(cause)));
  }

  private Future<String> deploy(HttpVerticle verticle) {
    return vertx.deployVerticle(verticle).onSuccess(deployments::add);
  }

  private Throwable explained(Throwable cause) {
    if (!(cause instanceof BindException)) {
      return cause;
    }
    String why = String.valueOf(cause.getMessage());
    if (why.contains("in use")) {
      return new InvalidValueException(
          "http.port", door.options.port() + " (in use)", "a free port, or 0 for any");
    }
    return why.contains("denied")
        ? new InvalidValueException(
            "http.port", door.options.port() + " (permission denied)", "a port above 1023")
        : new InvalidValueException("http.host", door.options.host(), "an address of this machine");
  }

  /**
   * Closes: not ready any more, then for the grace every answer says {@code Connection: close}
   * while new requests are still taken, then what is in flight may end. Idempotent.
   */
  public Future<Void> drain() {
    if (!door.drain.begin()) {
      return Future.succeededFuture();
    }
    Promise<Void> closed = Promise.promise();
    door.clock.after(
        Math.max(1, door.options.drainGrace().toNanos()),
        () ->
            Future.join(deployments.stream().map(vertx::undeploy).toList())
                .<Void>mapEmpty()
                .onComplete(closed));
    return closed.future();
  }
}
