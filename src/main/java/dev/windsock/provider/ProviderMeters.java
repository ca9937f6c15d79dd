package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of one provider, built once. Thread-safe. */
final class ProviderMeters {
  private static final List<String> BREAKER_STATES = List.of("closed", "half_open", "open");
  private static final Duration[] OBJECTIVES = {
    Duration.ofMillis(50),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5)
  };

  private final MeterRegistry registry;
  private final List<Meter> gauges = new ArrayList<>();
  private final Counter good;
  private final Map<Problem, Counter> bad = new EnumMap<>(Problem.class);
  private final Timer duration;
  private volatile String breaker = "closed";
  private volatile double skewSeconds = Double.NaN;

  ProviderMeters(MeterRegistry registry, String provider) {
    this.registry = registry;
    good = requests(registry, provider, "ok");
    for (Problem problem : Problem.values()) {
      bad.put(problem, requests(registry, provider, problem.code()));
    }
    duration =
        Timer.builder("windsock.upstream.duration")
            .description("How long calls to upstreams took, body included")
            .tag("provider", provider)
            .serviceLevelObjectives(OBJECTIVES)
            .register(registry);
    gauges.add(
        Gauge.builder("windsock.upstream.clock.skew", this, meters -> meters.skewSeconds)
            .description("How far the upstream's clock is ahead of ours, from its Date header")
            .baseUnit("seconds")
            .tag("provider", provider)
            .strongReference(true)
            .register(registry));
    for (String state : BREAKER_STATES) {
      gauges.add(
          Gauge.builder(
                  "windsock.breaker.state", this, meters -> state.equals(meters.breaker) ? 1 : 0)
              .description("1 for the state that the provider's circuit breaker is in")
              .tag("provider", provider)
              .tag("state", state)
              .strongReference(true)
              .register(registry));
    }
  }

  /** How far the upstream's clock was ahead at its last answer, as its Date header tells. */
  void skewed(@Nullable Long aheadMillis) {
    if (aheadMillis != null) {
      skewSeconds = aheadMillis / 1e3;
    }
  }

  private static Counter requests(MeterRegistry registry, String provider, String outcome) {
    return Counter.builder("windsock.upstream.requests")
        .description("Calls to upstreams by what came of them")
        .tag("provider", provider)
        .tag("outcome", outcome)
        .register(registry);
  }

  void called(@Nullable Problem problem, long durationNanos) {
    Counter counter = problem == null ? good : bad.get(problem);
    if (counter != null) {
      counter.increment();
    }
    duration.record(durationNanos, TimeUnit.NANOSECONDS);
  }

  void breaker(String state) {
    breaker = state;
  }

  /** Takes the gauges out, since the next ones of the same name would go on showing these. */
  void close() {
    gauges.forEach(registry::remove);
  }
}
