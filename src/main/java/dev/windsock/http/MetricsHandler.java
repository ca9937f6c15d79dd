package dev.windsock.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics for who asks for it. */
final class MetricsHandler {
  static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Problems problems;
  private final Map<String, AtomicReference<@Nullable Future<Buffer>>> running =
      Map.of(PROMETHEUS, new AtomicReference<>(), OPEN_METRICS, new AtomicReference<>());

  MetricsHandler(PrometheusMeterRegistry registry, Problems problems) {
    this.registry = registry;
    this.problems = problems;
  }

  void scrape(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = request.headers().get("accept");
    String type =
        accept != null && accept.contains("application/openmetrics-text")
            ? OPEN_METRICS
            : PROMETHEUS;
    text(context.vertx(), type)
        .onSuccess(text -> Reply.send(request, 200, type, text))
        .onFailure(cause -> problems.send(request, cause));
  }

  /**
   * Written on a worker: a thousand series take longer than an event loop should wait. Whoever asks
   * while it is being written gets the same.
   */
  Future<Buffer> text(Vertx vertx, String type) {
    AtomicReference<@Nullable Future<Buffer>> slot = Objects.requireNonNull(running.get(type));
    Promise<Buffer> mine = Promise.promise();
    Future<Buffer> other = slot.compareAndExchange(null, mine.future());
    if (other != null) {
      return Turn.here(other);
    }
    Future<Buffer> here = Turn.here(mine.future());
    vertx
        .executeBlocking(() -> Buffer.buffer(registry.scrape(type)), false)
        .onComplete(
            done -> {
              slot.set(null);
              mine.handle(done);
            });
    return here;
  }
}
