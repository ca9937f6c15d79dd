package dev.windsock;

import dev.windsock.config.Config;
import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.upstream.Streams;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real services behind the command line, each on a Vert.x of its own. */
final class Composition implements Services {
  /**
   * Calls a minute in the demo toward upstreams whose real limit lets fewer through: enough to look
   * around with.
   */
  private static final int PACE = 60;

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** What passes for a key and for a contact with the simulators. */
  private static final String STAND_IN = "demo@example.com";

  @Override
  public Future<Service> start(Sources sources, Loaded loaded, boolean simulated) {
    Vertx vertx = Vertx.vertx();
    Future<Windsock> started =
        simulated ? startSimulated(vertx, sources, loaded) : live(vertx, sources, loaded);
    return orClose(vertx, started.map(windsock -> windsock));
  }

  /**
   * What was started, or its failure once the Vert.x is closed. The promise belongs to no context:
   * one of the closed Vert.x would never complete it.
   */
  private static Future<Service> orClose(Vertx vertx, Future<Service> starting) {
    Promise<Service> outcome = Promise.promise();
    starting
        .onSuccess(outcome::complete)
        .onFailure(cause -> vertx.close().onComplete(closed -> outcome.fail(cause)));
    return outcome.future();
  }

  private static Future<Windsock> live(Vertx vertx, Sources sources, Loaded loaded) {
    return Windsock.start(vertx, sources, loaded, false);
  }

  private static Future<Windsock> startSimulated(Vertx vertx, Sources sources, Loaded loaded) {
    Lab lab = new Lab(vertx, new VertxClock(vertx), generous(loaded.config()));
    return lab.start(0)
        .compose(
            port -> {
              Sources pointed = sources.with("demo", pointed(lab, loaded.config()));
              return vertx
                  .executeBlocking(() -> ConfigLoader.load(pointed))
                  .compose(config -> Windsock.start(vertx, pointed, config, true));
            });
  }

  /**
   * Assignments that point every provider at its simulator, so that a reload keeps them there, with
   * the quota that the simulator counts; what has no simulator is switched off, so that nothing
   * leaves the machine.
   */
  private static List<String> pointed(Lab lab, Config config) {
    List<String> assignments = new ArrayList<>();
    // The simulators begin anew with every demo, and count from there: so does the demo.
    assignments.add("quota.dataDir=");
    config
        .providers()
        .forEach(
            (id, options) -> {
              String block = "providers." + id + ".";
              if (lab.providers().contains(id)) {
                assignments.add(block + "baseUrl=" + lab.baseUrl(id));
                for (String host : options.baseUrls().keySet()) {
                  assignments.add(block + "baseUrls." + host + "=" + lab.baseUrl(id));
                }
                if (Streams.ids().contains(id)) {
                  assignments.add(block + "stream.url=" + lab.baseUrl(id));
                  // So that it has something to say when first asked.
                  assignments.add(block + "start=eager");
                }
                if (isSlow(options)) {
                  assignments.add(block + "quotas=[{limit: " + PACE + ", window: 1m}]");
                }
                assignments.addAll(keys(block, options.missing(Upstreams.requires(id))));
              } else if (!options.baseUrl().isEmpty()) {
                assignments.add("providers." + id + ".enabled=false");
              }
            });
    return assignments;
  }

  /** What is off for want of a key alone is on in the demo, where any will do. */
  private static List<String> keys(String block, List<String> missing) {
    List<String> assignments = new ArrayList<>();
    missing.forEach(key -> assignments.add(block + key + "=" + STAND_IN));
    if (!missing.isEmpty()) {
      assignments.add(block + "enabled=true");
    }
    return assignments;
  }

  private static boolean isSlow(ProviderOptions options) {
    return options.quotas().stream()
        .anyMatch(quota -> quota.limit() * MINUTE.toMillis() < PACE * quota.window().toMillis());
  }

  private static LabOptions generous(Config config) {
    LabOptions options = LabOptions.defaults();
    Set<String> played = Lab.played();
    for (Map.Entry<String, ProviderOptions> provider : config.providers().entrySet()) {
      if (isSlow(provider.getValue()) && played.contains(provider.getKey())) {
        options = options.limits(provider.getKey(), new Limit(PACE, MINUTE.toMillis()));
      }
    }
    return options;
  }

  @Override
  public Future<Service> startLab(int port, LabOptions options) {
    Vertx vertx = Vertx.vertx();
    return orClose(
        vertx,
        Future.succeededFuture(options)
            .map(given -> new Lab(vertx, new VertxClock(vertx), given))
            .compose(lab -> lab.start(port))
            .map(bound -> new RunningLab(vertx, bound)));
  }

  @Override
  public Scorer scorer() {
    return FinanceScorer.load();
  }

  @Override
  public SymbolDirectory directory() {
    return CommonSymbols.load();
  }

  private record RunningLab(Vertx vertx, int port) implements Service {
    @Override
    public Future<Void> stop() {
      return vertx.close();
    }
  }
}
