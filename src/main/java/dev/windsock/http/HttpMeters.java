package dev.windsock.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The meters of the door: {@code windsock.http.requests{route,status}} by route name and class of
 * status, {@code windsock.http.connections}, {@code windsock.http.refused.connections}.
 */
final class HttpMeters {
  private static final int CLASSES = 6;

  private final Map<RouteName, Timer[]> requests = new EnumMap<>(RouteName.class);
  private final Counter refusedConnections;

  HttpMeters(MeterRegistry registry, AtomicInteger connections) {
    for (RouteName route : RouteName.values()) {
      Timer[] byClass = new Timer[CLASSES];
      for (int status = 2; status < CLASSES; status++) {
        byClass[status] = timer(registry, route, status + "xx");
      }
      requests.put(route, byClass);
    }
    Gauge.builder("windsock.http.connections", connections, AtomicInteger::get)
        .description("Open connections")
        .register(registry);
    this.refusedConnections =
        Counter.builder("windsock.http.refused.connections")
            .description("Connections closed at once because there were too many")
            .register(registry);
  }

  private static Timer timer(MeterRegistry registry, RouteName route, String status) {
    return Timer.builder("windsock.http.requests")
        .description("Requests answered, and how long that took")
        .tag("route", route.toString())
        .tag("status", status)
        .register(registry);
  }

  void answered(RouteName route, int status, long nanos) {
    Timer[] byClass = requests.get(route);
    if (byClass != null && status >= 200 && status < 600) {
      byClass[status / 100].record(nanos, TimeUnit.NANOSECONDS);
    }
  }

  void refusedConnection() {
    refusedConnections.increment();
  }
}
