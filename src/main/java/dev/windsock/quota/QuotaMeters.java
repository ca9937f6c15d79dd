package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private final Counter refusals;
  private final Counter lowered;
  private final Counter answered;
  private final Counter unsent;

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
    refusals = disagreements("refused");
    lowered = disagreements("remaining");
    answered = settlements("answered");
    unsent = settlements("unsent");
    meters.addAll(granted.values());
    meters.addAll(denied.values());
    meters.addAll(List.of(waits, refusals, lowered, answered, unsent));
  }

  private Counter disagreements(String kind) {
    return Counter.builder("windsock.quota.disagreements")
        .description("The upstream refused while our count had room, or said that less remains")
        .tag("provider", provider)
        .tag("kind", kind)
        .register(registry);
  }

  private Counter settlements(String result) {
    return Counter.builder("windsock.quota.settlements")
        .description("Calls that were answered, or never sent, while they could be under way")
        .tag("provider", provider)
        .tag("result", result)
        .register(registry);
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
      Q quota,
      List<Window> windows,
      Waiters<Q> waiters,
      ToDoubleFunction<Q> quarantinedNanos,
      ToDoubleFunction<Q> heldNanos,
      Remaining<Q> remaining) {
    gauges.forEach(registry::remove);
    gauges.clear();
    for (Priority priority : Priority.values()) {
      gauges.add(
          Gauge.builder("windsock.quota.waiters", quota, q -> waiters.of(q, priority))
              .description("Requests that wait for permits")
              .tag("provider", provider)
              .tag("priority", priority.toString())
              .register(registry));
    }
    rest(quota, Decision.Lane.LOCAL, quarantinedNanos);
    rest(quota, Decision.Lane.SHARED, heldNanos);
    Set<String> shown = new HashSet<>();
    for (int i = 0; i < windows.size(); i++) {
      int window = i;
      String length = windows.get(i).window().toSeconds() + "s";
      if (!shown.add(length)) {
        continue;
      }
      gauges.add(
          Gauge.builder("windsock.quota.remaining", quota, q -> remaining.of(q, window))
              .description("Grants left")
              .tag("provider", provider)
              .tag("window", length)
              .register(registry));
      gauges.add(
          Gauge.builder("windsock.quota.limit", windows.get(i), Window::limit)
              .tag("provider", provider)
              .tag("window", length)
              .register(registry));
    }
  }

  private <Q> void rest(Q quota, Decision.Lane lane, ToDoubleFunction<Q> nanos) {
    gauges.add(
        Gauge.builder("windsock.quota.hold", quota, q -> nanos.applyAsDouble(q) / 1e9)
            .description("How long a lane still rests, since grants may have been forgotten")
            .baseUnit("seconds")
            .tag("provider", provider)
            .tag("lane", lane.toString())
            .register(registry));
  }

  /** Counts who waits. */
  interface Waiters<Q> {
    double of(Q quota, Priority priority);
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

  void disagreed(boolean refused) {
    (refused ? refusals : lowered).increment();
  }

  void settled(int calls, boolean sent) {
    (sent ? answered : unsent).increment(calls);
  }

  /** Takes the provider's meters out of the registry. */
  void close() {
    gauges.forEach(registry::remove);
    meters.forEach(registry::remove);
  }
}
