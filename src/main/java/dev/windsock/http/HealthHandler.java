package dev.windsock.http;

import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /livez}, {@code /readyz} and {@code /health}. Alive is whoever can answer at all;
 * ready is whoever is not shutting down, degraded or not.
 */
final class HealthHandler {
  private final Drain drain;
  private final Problems problems;
  private final Map<String, Supplier<Component>> components;

  HealthHandler(Drain drain, Problems problems, Map<String, Supplier<Component>> components) {
    this.drain = drain;
    this.problems = problems;
    this.components = new LinkedHashMap<>(components);
  }

  void live(RoutingContext context) {
    Reply.json(context.request(), Map.of("status", "up"));
  }

  void ready(RoutingContext context) {
    if (drain.begun()) {
      problems.send(context.request(), Problems.DRAINING);
    } else {
      Reply.json(context.request(), Map.of("status", "ready", "degraded", degraded()));
    }
  }

  /** What does not work in full, with the reason: ready all the same. */
  private Map<String, String> degraded() {
    Map<String, String> degraded = new LinkedHashMap<>();
    components.forEach(
        (name, part) -> {
          Component now = part.get();
          if (now.status() != Component.Status.UP) {
            degraded.put(name, String.valueOf(now.detail()));
          }
        });
    return degraded;
  }

  void health(RoutingContext context) {
    Map<String, Component> now = new LinkedHashMap<>();
    components.forEach((name, component) -> now.put(name, component.get()));
    boolean well = now.values().stream().allMatch(one -> one.status() == Component.Status.UP);
    Map<String, Object> health = new LinkedHashMap<>();
    health.put("status", drain.begun() ? "draining" : well ? "up" : "degraded");
    health.put("components", now);
    Reply.json(context.request(), health);
  }
}
