package dev.windsock.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

/** {@code GET /metrics}: Prometheus text, or OpenMetrics for who asks for it. */
final class MetricsHandler {
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final Problems problems;

  MetricsHandler(PrometheusMeterRegistry registry, Problems problems) {
    this.registry = registry;
    this.problems = problems;
  }

  /** Written on a worker: a thousand series take longer than an event loop should wait. */
  void scrape(RoutingContext context) {
    HttpServerRequest request = context.request();
    String accept = request.headers().get("accept");
    String type =
        accept != null && accept.contains("application/openmetrics-text")
            ? OPEN_METRICS
            : PROMETHEUS;
    context
        .vertx()
        .executeBlocking(() -> Buffer.buffer(registry.scrape(type)), false)
        .onSuccess(text -> Reply.send(request, 200, type, text))
        .onFailure(cause -> problems.send(request, cause));
  }
}
