package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.cache.CacheStats.Held;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CacheStatsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final CacheStats stats = new CacheStats("things");

  @Test
  void json_everyCount_isTheSameAsItsMeter() {
    new CacheMeters(registry).bind(stats);
    Map<Count, Long> added = new EnumMap<>(Count.class);
    for (Count count : Count.values()) {
      added.put(count, 100L + added.size());
      stats.add(count, 100L + added.size() - 1);
    }
    JsonObject json = stats.json();
    for (Map.Entry<Count, Long> one : added.entrySet()) {
      Count count = one.getKey();
      long expected = one.getValue();
      assertThat(json.getJsonObject(count.group).getLong(count.member))
          .as("%s.%s", count.group, count.member)
          .isEqualTo(expected);
      if (!count.meter.isEmpty()) {
        assertThat(
                registry
                    .get(count.meter)
                    .tags(count.tags())
                    .tag("cache", "things")
                    .functionCounter()
                    .count())
            .as(count.meter)
            .isEqualTo((double) expected);
      }
    }
    FunctionTimer load = registry.get("windsock.cache.load").functionTimer();
    assertThat(load.count()).isEqualTo(json.getJsonObject("load").getLong("count").doubleValue());
    assertThat(load.totalTime(TimeUnit.NANOSECONDS))
        .isEqualTo(json.getJsonObject("load").getLong("nanos").doubleValue());
  }

  @Test
  void json_sizes_areThoseLastSeenAndTheSameAsTheirMeters() {
    new CacheMeters(registry).bind(stats);
    stats.near(new Held(3, 300));
    stats.far(new Held(7, 700));
    JsonObject json = stats.json();
    assertThat(json.getJsonObject("near").getLong("entries")).isEqualTo(3);
    assertThat(json.getJsonObject("far").getLong("bytes")).isEqualTo(700);
    assertThat(registry.get("windsock.cache.census.entries").tag("level", "far").gauge().value())
        .isEqualTo(7);
    assertThat(registry.get("windsock.cache.census.bytes").tag("level", "near").gauge().value())
        .isEqualTo(300);
  }

  @Test
  void json_hitRatio_isOfRequestsAndOfNothingNull() {
    assertThat(stats.json().getValue("hit_ratio")).isNull();
    stats.add(Count.NEAR_HIT, 6);
    stats.add(Count.NEAR_MISS, 4);
    stats.add(Count.FAR_HIT, 2);
    stats.add(Count.FAR_MISS, 2);
    assertThat(stats.json().getDouble("hit_ratio")).isEqualTo(0.8);
  }
}
