package dev.windsock.proof;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.windsock.Windsock;
import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Sources;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.LabReport;
import dev.windsock.lab.Limit;
import dev.windsock.redis.TestRedis;
import dev.windsock.time.VertxClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Three whole instances of the service on one Redis, before one strict lab. */
final class Trio implements AutoCloseable {
  static final int INSTANCES = 3;

  /**
   * What the lab counts and what the instances are told, several windows at once among them.
   *
   * @param shortMillis the shortest window, for five calls a second
   */
  private static Map<String, List<Limit>> limits(int shortMillis) {
    Limit quick = new Limit(shortMillis / 200, shortMillis);
    Limit slow = new Limit(20, 10_000);
    Limit slowest = new Limit(60, 60_000);
    Map<String, List<Limit>> limits = new LinkedHashMap<>();
    limits.put("stocktwits", List.of(quick));
    limits.put("hackernews", List.of(slow));
    limits.put("tickertick", List.of(slowest));
    limits.put("yahoo", List.of(quick, slow, slowest));
    return limits;
  }

  private final Vertx upstream = Vertx.vertx();
  private final TestRedis redis;
  private final Lab lab;
  private final Map<String, List<Limit>> limits;
  private final Standstill standstill = new Standstill();
  private final List<Windsock> instances = new ArrayList<>();

  private Trio(TestRedis redis, int shortMillis) {
    this.redis = redis;
    this.limits = limits(shortMillis);
    LabOptions options = LabOptions.defaults();
    for (Map.Entry<String, List<Limit>> entry : limits.entrySet()) {
      options = options.limits(entry.getKey(), entry.getValue().toArray(Limit[]::new));
    }
    this.lab = new Lab(upstream, new VertxClock(upstream), options);
  }

  static Trio start(int shortMillis) throws Exception {
    Trio trio = new Trio(new TestRedis().start(), shortMillis);
    try {
      Context loop = trio.upstream.getOrCreateContext();
      trio.standstill.watch(trio.upstream, loop);
      Promise<Integer> listening = Promise.promise();
      loop.runOnContext(now -> trio.lab.start(0).onComplete(listening));
      await(listening.future());
      Sources sources =
          new Sources(null, null, null, Map.of(), List.of()).with("proof", trio.settings());
      for (int i = 0; i < INSTANCES; i++) {
        Vertx vertx = Vertx.vertx();
        trio.instances.add(await(Windsock.start(vertx, sources, ConfigLoader.load(sources), true)));
        trio.standstill.watch(vertx, vertx.getOrCreateContext());
      }
      return trio;
    } catch (Exception | Error e) {
      trio.close();
      throw e;
    }
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(30, SECONDS);
  }

  private List<String> settings() {
    return Settings.of(0, redis.port(), INSTANCES)
        .with(
            "http.requestDeadline=5s",
            "quota.dataDir=",
            "quota.permitValidity=200ms",
            "quota.transit=1s",
            "providers.defaults.deadline=1s",
            "providers.bluesky.enabled=false")
        .with(lab, limits)
        .all();
  }

  /** The ports of the instances. */
  List<Integer> ports() {
    return instances.stream().map(Windsock::port).toList();
  }

  /** For how long the lab or an instance stood still at the longest. */
  long standstillMillis() {
    return standstill.longestMillis();
  }

  Set<String> providers() {
    return limits.keySet();
  }

  LabReport report() {
    return lab.report();
  }

  /**
   * The part that was used of what a provider's limits allow in so many seconds, by the limit that
   * allows the least.
   */
  double shareUsed(String provider, LabReport report, double seconds) {
    double allowed =
        limits.get(provider).stream()
            .mapToDouble(limit -> limit.count() * Math.ceil(seconds * 1_000 / limit.windowMillis()))
            .min()
            .orElseThrow();
    LabReport.Provider counted = report.providers().get(provider);
    return counted == null ? 0 : counted.requests() / allowed;
  }

  /** A line for each provider. */
  String table(LabReport report, double seconds) {
    return limits.keySet().stream()
        .map(
            id -> {
              LabReport.Provider counted = report.providers().get(id);
              return counted == null
                  ? id + ": not asked"
                  : String.format(
                      Locale.ROOT,
                      "%-12s %4d calls, %3.0f %% of the quota, violations %d, peaks %s",
                      id,
                      counted.requests(),
                      100 * shareUsed(id, report, seconds),
                      counted.violations(),
                      counted.windows().stream()
                          .map(
                              window ->
                                  "%d of %d in %d ms"
                                      .formatted(
                                          window.peak(),
                                          window.limit().count(),
                                          window.limit().windowMillis()))
                          .toList());
            })
        .collect(Collectors.joining("\n"));
  }

  @Override
  public void close() throws Exception {
    for (Windsock instance : instances) {
      await(instance.stop());
    }
    await(upstream.close());
    redis.close();
  }
}
