package dev.windsock.monitor;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;

/** The monitor's meters. Thread-safe. */
public final class UsageMeters {
  private final MeterRegistry registry;
  private final Timer lag;

  /** In this registry. */
  public UsageMeters(MeterRegistry registry) {
    this.registry = registry;
    this.lag =
        Timer.builder("windsock.eventloop.lag")
            .description("How much later than asked for a timer of the event loop fired")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(20),
                Duration.ofMillis(100),
                Duration.ofMillis(500))
            .register(registry);
  }

  /** Publishes which build this is, as {@code windsock_build_info}. */
  void build(Build build) {
    Gauge.builder("windsock.build.info", () -> 1)
        .description("Always 1; the tags say which build runs")
        .tags("version", build.version(), "java", build.java())
        .register(registry);
  }

  void lag(long nanos) {
    lag.record(Duration.ofNanos(Math.max(0, nanos)));
  }

  OfSource of(String source) {
    return new OfSource(registry, source);
  }

  /** The meters of one source, which go when it is forgotten. */
  static final class OfSource {
    private final MeterRegistry registry;
    private final Counter succeeded;
    private final Counter failed;
    private final Counter items;

    private OfSource(MeterRegistry registry, String source) {
      this.registry = registry;
      Tags tags = Tags.of("source", source);
      this.succeeded = registry.counter("windsock.source.uses", tags.and("result", "ok"));
      this.failed = registry.counter("windsock.source.uses", tags.and("result", "failed"));
      this.items = registry.counter("windsock.source.items", tags);
    }

    void count(long more, boolean failure) {
      (failure ? failed : succeeded).increment();
      items.increment((double) more);
    }

    void remove() {
      for (Meter meter : List.of(succeeded, failed, items)) {
        registry.remove(meter);
      }
    }
  }
}
