package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.CacheStats.Held;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Shows the counts of the caches as meters, read when scraped. */
final class CacheMeters {
  private final MeterRegistry registry;

  CacheMeters(MeterRegistry registry) {
    this.registry = registry;
  }

  void bind(Near near) {
    Gauge.builder("windsock.cache.bytes", near, Near::bytes)
        .tags("level", "near")
        .baseUnit("bytes")
        .register(registry);
    Gauge.builder("windsock.cache.entries", near, Near::entries)
        .tags("level", "near")
        .register(registry);
  }

  /** Every count has a meter: what is in the statistics is what is scraped. */
  void bind(CacheStats stats) {
    for (Count count : Count.values()) {
      if (!count.meter.isEmpty()) {
        FunctionCounter.builder(count.meter, stats, s -> s.get(count))
            .tags(Tags.of("cache", stats.cache()).and(count.tags()))
            .register(registry);
      }
    }
    FunctionTimer.builder(
            "windsock.cache.load",
            stats,
            s -> s.get(Count.LOAD),
            s -> s.get(Count.LOAD_NANOS),
            TimeUnit.NANOSECONDS)
        .tags("cache", stats.cache())
        .register(registry);
    held(stats, "near", CacheStats::near);
    held(stats, "far", CacheStats::far);
  }

  private void held(CacheStats stats, String level, Function<CacheStats, Held> held) {
    Tags tags = Tags.of("cache", stats.cache(), "level", level);
    Gauge.builder("windsock.cache.census.entries", stats, s -> held.apply(s).entries())
        .description("Entries of one cache on a level; far by sample")
        .tags(tags)
        .register(registry);
    Gauge.builder("windsock.cache.census.bytes", stats, s -> held.apply(s).bytes())
        .description("Bytes of one cache on a level; far by sample")
        .tags(tags)
        .baseUnit("bytes")
        .register(registry);
  }
}
