package dev.windsock.quota;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** One provider's meters. Counting is thread-safe; the gauges read what one event loop writes. */
final class QuotaMeters {
  private final MeterRegistry registry;
  private final String provider;
  private final List<Meter> meters = new ArrayList<>();
  private final List<Meter> gauges = new ArrayList<>();
  private final Map<Decision.Lane, Counter> granted = new EnumMap<>(Decision.Lane.class);
  private final Map<Decision.Reason, Counter> denied = new EnumMap<>(Decision.Reason.class);
  private final Timer waits;
  private final Counter disagreements;

  QuotaMeters(MeterRegistry registry, String provider) {
    this.registry = registry;
    this.provider = provider;
    for (Decision.Lane lane : List.of(Decision.Lane.LOCAL, Decision.Lane.SHARED)) {
      granted.put(lane, decisions("granted", lane));
    }
    for (Decision.Reason reason : Decision.Reason.values()) {
      denied.put(reason, decisions(reason.toString(), Decision.Lane.NONE));
    }
    waits =
        Timer.builder("windsock.quota.wait")
            .description("Time that calls waited in line for permits")
            .tag("provider", provider)
            .register(registry);
    disagreements =
        Counter.builder("windsock.quota.disagreements")
            .description("Refusals of the upstream while our count had room")
            .tag("provider", provider)
            .register(registry);
    meters.addAll(granted.values());
    meters.addAll(denied.values());
    meters.addAll(List.of(waits, disagreements));
  }

  private Counter decisions(String result, Decision.Lane lane) {
    return Counter.builder("windsock.quota.decisions")
        .description("Calls granted, and requests denied")
        .tag("provider", provider)
        .tag("result", result)
        .tag("lane", lane.toString())
        .register(registry);
  }

  /** Shows the grants left in each window and the line; replaces what was shown before. */
  <Q> void watch(
      Q quota, List<Window> windows, ToDoubleFunction<Q> waiters, Remaining<Q> remaining) {
    gauges.forEach(registry::remove);
    gauges.clear();
    gauges.add(
        Gauge.builder("windsock.quota.waiters", quota, waiters)
            .tag("provider", provider)
            .register(registry));
    for (int i = 0; i < windows.size(); i++) {
      int window = i;
      gauges.add(
          Gauge.builder("windsock.quota.remaining", quota, q -> remaining.of(q, window))
              .description("Grants left")
              .tag("provider", provider)
              .tag("window", windows.get(i).window().toSeconds() + "s")
              .register(registry));
      gauges.add(
          Gauge.builder("windsock.quota.limit", windows.get(i), Window::limit)
              .tag("provider", provider)
              .tag("window", windows.get(i).window().toSeconds() + "s")
              .register(registry));
    }
  }

  /** Reads what is left in a window. */
  interface Remaining<Q> {
    double of(Q quota, int window);
  }

  void granted(Decision.Lane lane, int calls, long waitedNanos) {
    Counter counter = granted.get(lane);
    if (counter != null) {
      counter.increment(calls);
    }
    waits.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  void denied(Decision.Reason reason, long waitedNanos) {
    Counter counter = denied.get(reason);
    if (counter != null) {
      counter.increment();
    }
    waits.record(waitedNanos, TimeUnit.NANOSECONDS);
  }

  void disagreed() {
    disagreements.increment();
  }

  /** Takes the provider's meters out of the registry. */
  void close() {
    gauges.forEach(registry::remove);
    meters.forEach(registry::remove);
  }
}
