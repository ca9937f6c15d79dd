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
  }

  private static Counter commands(MeterRegistry registry, String link, String result) {
    return Counter.builder("windsock.redis.commands")
        .tags(Tags.of("link", link, "result", result))
        .description("commands by what became of them")
        .register(registry);
  }
}
