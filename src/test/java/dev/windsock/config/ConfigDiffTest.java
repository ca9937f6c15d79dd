package dev.windsock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConfigDiffTest {
  static Loaded load(String... assignments) {
    return ConfigLoader.load(
        new Sources(null, null, null, Map.of(), List.of()).with("--set", List.of(assignments)));
  }

  private static List<String> keys(String... assignments) {
    return ConfigDiff.keys(load().config(), load(assignments).config());
  }

  @Test
  void keys_sameValueWrittenOtherwise_noDifference() {
    assertThat(keys("http.idleTimeout=1m", "cache.nearMaxBytes=65536KiB")).isEmpty();
  }

  @Test
  void keys_values_areNamedByTheirWholeKey() {
    assertThat(
            keys(
                "http.port=1",
                "providers.yahoo.breaker.minCalls=9",
                "providers.yahoo.quotas=[{limit: 2, window: 10s}]",
                "providers.feed.credentials.token=x"))
        .containsExactly(
            "http.port",
            "providers.yahoo.quotas",
            "providers.yahoo.breaker.minCalls",
            "providers.feed.credentials.token");
  }

  @Test
  void takes_pattern_standsForAllBelowIt() {
    Section section =
        new Section(
            "s",
            List.of("cache", "providers.*.quotas"),
            config -> io.vertx.core.Future.succeededFuture());

    assertThat(section.takes("cache.ttlJitter")).isTrue();
    assertThat(section.takes("providers.yahoo.quotas")).isTrue();
    assertThat(section.takes("providers.yahoo.weight")).isFalse();
    assertThat(section.takes("cached")).isFalse();
    assertThat(section.takes("providers")).isFalse();
  }
}
