package dev.windsock.proof;

import dev.windsock.lab.Lab;
import dev.windsock.lab.Limit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The settings of instances on one Redis that are put before a lab. */
final class Settings {
  private final List<String> all = new ArrayList<>();

  private Settings() {}

  /** What all have in common. */
  static Settings of(int httpPort, int redisPort, int instances) {
    return new Settings()
        .with(
            "http.port=" + httpPort,
            "http.drainGrace=0s",
            "redis.mode=standalone",
            "redis.endpoints=[redis://127.0.0.1:" + redisPort + "]",
            "redis.connectTimeout=3s",
            "redis.commandTimeout=500ms",
            "quota.instances=" + instances,
            "quota.clockStep=50ms",
            // An upstream that is slow because the machine is busy is to be asked on.
            "providers.defaults.breaker.failureRate=1",
            "providers.defaults.breaker.slowRate=1",
            // It counts by query, and no query comes twice here.
            "providers.google_news.enabled=false",
            "cache.staleWhileRevalidate=0s");
  }

  Settings with(String... more) {
    all.addAll(List.of(more));
    return this;
  }

  /** Providers that the lab plays, with these limits. */
  Settings with(Lab lab, Map<String, List<Limit>> limits) {
    limits.forEach(
        (id, each) ->
            with(
                "providers." + id + ".baseUrl=" + lab.baseUrl(id),
                "providers." + id + ".ttl=1s",
                each.stream()
                    .map(l -> "{limit: %d, window: %dms}".formatted(l.count(), l.windowMillis()))
                    .collect(Collectors.joining(", ", "providers." + id + ".quotas=[", "]"))));
    return this;
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
