package dev.windsock.history;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** The meters of this package: what waits to be written down, and what never is. */
final class HistoryMeters {
  /** A reading changed and too many waited already. */
  final Counter full;

  /** A reading had left the near level when its turn came, or another instance had changed it. */
  final Counter gone;

  /** A reading could not be cut, or a series not be written, for a reason that stays. */
  final Counter failed;

  HistoryMeters(MeterRegistry registry, Turns waiting, Unwritten unwritten) {
    this.full = lost(registry, "full");
    this.gone = lost(registry, "gone");
    this.failed = lost(registry, "failed");
    Gauge.builder("windsock.history.waiting", waiting::size)
        .description("Changed readings that are not cut into hours yet")
        .register(registry);
    Gauge.builder("windsock.history.unwritten", unwritten::bytes)
        .description("Hours that are not in the series yet")
        .baseUnit("bytes")
        .register(registry);
  }

  private static Counter lost(MeterRegistry registry, String reason) {
    return Counter.builder("windsock.history.lost")
        .description("Changes left to the next change of the same reading")
        .tag("reason", reason)
        .register(registry);
  }
}
