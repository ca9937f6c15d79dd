package dev.windsock.redis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.function.Supplier;

/** The meters of one link. */
final class LinkMeters {
  final Counter ok;
  final Counter refused;
  final Counter lost;
  final Counter down;
  final Counter overloaded;
  final Counter reconnects;
  final Counter silences;

  LinkMeters(MeterRegistry registry, String link, Supplier<LinkState> state) {
    for (String label : new String[] {"connecting", "up", "down"}) {
      Gauge.builder("windsock.redis.state", () -> state.get().label().equals(label) ? 1 : 0)
          .tags(Tags.of("link", link, "state", label))
          .description("1 for the state that the link is in")
          .register(registry);
    }
    ok = commands(registry, link, "ok");
    refused = commands(registry, link, "error");
    lost = commands(registry, link, "lost");
    down = commands(registry, link, "down");
    overloaded = commands(registry, link, "overloaded");
    reconnects =
        Counter.builder("windsock.redis.reconnects")
            .tags(Tags.of("link", link))
            .description("connections made after the first")
            .register(registry);
    silences =
        Counter.builder("windsock.redis.silences")
            .tags(Tags.of("link", link))
            .description("times at which Redis said nothing while commands waited")
            .register(registry);
  }

  /** Tells how many nodes of a cluster are up and not. */
  static void nodes(MeterRegistry registry, String link, Supplier<int[]> upAndAll) {
    Gauge.builder("windsock.redis.nodes", () -> upAndAll.get()[0])
        .tags(Tags.of("link", link, "state", "up"))
        .description("masters of the cluster by whether they answer")
        .register(registry);
    Gauge.builder("windsock.redis.nodes", () -> upAndAll.get()[1] - upAndAll.get()[0])
        .tags(Tags.of("link", link, "state", "down"))
        .description("masters of the cluster by whether they answer")
        .register(registry);
  }

  private static Counter commands(MeterRegistry registry, String link, String result) {
    return Counter.builder("windsock.redis.commands")
        .tags(Tags.of("link", link, "result", result))
        .description("commands by what became of them")
        .register(registry);
  }
}
