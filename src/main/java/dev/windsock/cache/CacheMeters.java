package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.concurrent.TimeUnit;

/** Shows the counts of the caches as meters, read when scraped. */
final class CacheMeters {
  private static final String REQUESTS = "windsock.cache.requests";
  private static final String REFRESHES = "windsock.cache.refreshes";
  private static final String REMOVED = "windsock.cache.removed";
  private static final String REJECTED = "windsock.cache.rejected";

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

  void bind(CacheStats stats) {
    request(stats, Count.NEAR_HIT, "near", "hit");
    request(stats, Count.NEAR_STALE, "near", "stale");
    request(stats, Count.NEAR_NEGATIVE, "near", "negative");
    request(stats, Count.NEAR_MISS, "near", "miss");
    request(stats, Count.FAR_HIT, "far", "hit");
    request(stats, Count.FAR_STALE, "far", "stale");
    request(stats, Count.FAR_NEGATIVE, "far", "negative");
    request(stats, Count.FAR_MISS, "far", "miss");
    counter(stats, Count.NEAR_PUT, "windsock.cache.puts", "level", "near");
    counter(stats, Count.FAR_PUT, "windsock.cache.puts", "level", "far");
    counter(stats, Count.NEAR_EVICTED, "windsock.cache.evictions", "level", "near");
    counter(stats, Count.NEAR_EVICTED_BYTES, "windsock.cache.evicted", "level", "near");
    counter(stats, Count.LOAD_FAILURE, "windsock.cache.load.failures", "level", "source");
    counter(stats, Count.COALESCED_LOCAL, "windsock.cache.coalesced", "by", "flight");
    counter(stats, Count.COALESCED_LEASE, "windsock.cache.coalesced", "by", "lease");
    counter(stats, Count.REFRESH_EARLY, REFRESHES, "reason", "early");
    counter(stats, Count.REFRESH_STALE, REFRESHES, "reason", "stale");
    counter(stats, Count.REMOVED_EXPLICIT, REMOVED, "reason", "explicit");
    counter(stats, Count.REMOVED_PATTERN, REMOVED, "reason", "pattern");
    counter(stats, Count.REMOVED_TAG, REMOVED, "reason", "tag");
    counter(stats, Count.REMOVED_REMOTE, REMOVED, "reason", "remote");
    counter(stats, Count.REJECTED_TOO_LARGE, REJECTED, "reason", "too_large");
    counter(stats, Count.REJECTED_UNSERIALIZABLE, REJECTED, "reason", "unserializable");
    counter(stats, Count.REJECTED_UNDECODABLE, REJECTED, "reason", "undecodable");
    counter(stats, Count.FAR_CONFLICT, "windsock.cache.conflicts", "level", "far");
    counter(stats, Count.RECOVERED, "windsock.cache.recovered", "result", "written");
    counter(stats, Count.RECOVERED_DROPPED, "windsock.cache.recovered", "result", "dropped");
    FunctionTimer.builder(
            "windsock.cache.load",
            stats,
            s -> s.get(Count.LOAD),
            s -> s.get(Count.LOAD_NANOS),
            TimeUnit.NANOSECONDS)
        .tags("cache", stats.cache())
        .register(registry);
  }

  private void request(CacheStats stats, Count count, String level, String result) {
    FunctionCounter.builder(REQUESTS, stats, s -> s.get(count))
        .tags(Tags.of("cache", stats.cache(), "level", level, "result", result))
        .register(registry);
  }

  private void counter(CacheStats stats, Count count, String meter, String tag, String value) {
    FunctionCounter.builder(meter, stats, s -> s.get(count))
        .tags(Tags.of("cache", stats.cache(), tag, value))
        .register(registry);
  }
}
