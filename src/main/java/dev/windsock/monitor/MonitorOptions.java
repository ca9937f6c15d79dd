package dev.windsock.monitor;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * What is remembered of usage.
 *
 * @param sourceTtl a source that was not used for this long is forgotten, its meters included
 * @param maxSources the most sources remembered
 */
public record MonitorOptions(Duration sourceTtl, int maxSources) {
  public MonitorOptions {
    Check.range("sourceTtl", sourceTtl, Duration.ofMinutes(1), Duration.ofDays(365));
    Check.range("maxSources", maxSources, 1, 100_000);
  }
}
