package dev.windsock;

import dev.windsock.config.Config;
import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.lab.Limit;
import dev.windsock.provider.StreamSource;
import dev.windsock.provider.upstream.Streams;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The real services behind the command line, each on a Vert.x of its own. */
final class Composition implements Services {
  /**
   * Calls a minute in the demo toward upstreams whose real limit lets one symbol through at a time:
   * enough to look around with.
   */
  private static final Map<String, Integer> PACE =
      Map.of("yahoo", 60, "google_news", 60, "tickertick", 60, "stocktwits", 60);

  private static final Set<String> STREAMS =
      Streams.all().stream().map(StreamSource::id).collect(Collectors.toUnmodifiableSet());

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
    Lab lab = new Lab(vertx, new VertxClock(vertx), generous());
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
    config
        .providers()
        .forEach(
            (id, options) -> {
              if (lab.providers().contains(id)) {
                assignments.add("providers." + id + ".baseUrl=" + lab.baseUrl(id));
                if (STREAMS.contains(id)) {
                  assignments.add("providers." + id + ".stream.url=" + lab.baseUrl(id));
                  // So that it has something to say when first asked.
                  assignments.add("providers." + id + ".start=eager");
                }
                if (PACE.containsKey(id)) {
                  String quota = "[{limit: %d, window: 1m}]".formatted(PACE.get(id));
                  assignments.add("providers." + id + ".quotas=" + quota);
                }
              } else if (!options.baseUrl().isEmpty()) {
                assignments.add("providers." + id + ".enabled=false");
              }
            });
    return assignments;
  }

  private static LabOptions generous() {
    LabOptions options = LabOptions.defaults();
    for (Map.Entry<String, Integer> pace : PACE.entrySet()) {
      options = options.limits(pace.getKey(), new Limit(pace.getValue(), 60_000));
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
