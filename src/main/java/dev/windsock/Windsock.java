package dev.windsock;

import dev.windsock.answer.Answers;
import dev.windsock.answer.AskVerticle;
import dev.windsock.answer.Wiring;
import dev.windsock.bus.Bus;
import dev.windsock.cache.Cache;
import dev.windsock.cache.CacheVerticle;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.WarmVerticle;
import dev.windsock.cache.Warmer;
import dev.windsock.config.Config;
import dev.windsock.config.ConfigVerticle;
import dev.windsock.config.Loaded;
import dev.windsock.config.Section;
import dev.windsock.config.Sources;
import dev.windsock.history.Histories;
import dev.windsock.history.HistoryVerticle;
import dev.windsock.history.Recorder;
import dev.windsock.http.HttpDoor;
import dev.windsock.monitor.Events;
import dev.windsock.monitor.MonitorVerticle;
import dev.windsock.monitor.Usage;
import dev.windsock.monitor.UsageMeters;
import dev.windsock.provider.FeedVerticle;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.StreamParts;
import dev.windsock.provider.StreamVerticle;
import dev.windsock.provider.upstream.Streams;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.quota.ClientLimit;
import dev.windsock.quota.QuotaClient;
import dev.windsock.quota.Quotas;
import dev.windsock.quota.RateLimitVerticle;
import dev.windsock.quota.SharedClients;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.RedisOptions;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.score.LearnedSymbols;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.Clock;
import dev.windsock.time.VertxClock;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole service in one process: builds the objects, deploys the verticles, and takes them down
 * in the opposite order. The only place that knows all. Built and stopped from any one thread.
 */
public final class Windsock implements Services.Service {
  private static final int CLUSTER_BUCKETS = 16;

  private final Vertx vertx;
  private final Config config;
  private final PrometheusMeterRegistry meters;
  private final Deque<String> deployed = new ArrayDeque<>();
  private final ProviderRegistry providers;
  private final HttpDoor door;
  private final List<Deployable> verticles = new ArrayList<>();
  private int port;
  private @Nullable Future<Void> stopping;

  private Windsock(Vertx vertx, Sources sources, Loaded loaded, boolean simulated) {
    this.vertx = vertx;
    this.config = loaded.config();
    this.meters = Meters.registry();
    Clock clock = new VertxClock(vertx);
    Bus bus = Bus.register(vertx);

    boolean redis = config.redis().mode() != RedisOptions.Mode.NONE;
    RedisLink link =
        redis ? new SupervisedLink(vertx, clock, config.redis(), meters) : new NoLink();
    Caches caches = new Caches(vertx, clock, link, keys(config.redis()), config.cache(), meters);
    Cache<Reading> readings =
        caches.open(
            "readings",
            new JsonCodec<>(Reading.class, (one, other) -> one.posts().equals(other.posts())),
            1);
    Quotas quotas =
        new Quotas(clock, redis ? link : null, config.redis().namespace(), config.quota(), meters);

    Histories histories = new Histories(caches);

    FinanceScorer scorer = FinanceScorer.load();
    LearnedSymbols symbols = new LearnedSymbols(CommonSymbols.load());
    ProviderParts parts =
        new ProviderParts(clock, bus, new QuotaClient(bus), scorer, symbols, symbols, meters);
    List<ProviderRegistry.Source> known = new ArrayList<>();
    Upstreams.all().forEach(upstream -> known.add(ProviderRegistry.Source.of(upstream, parts)));
    known.add(FeedVerticle.source(parts, symbols, readings));
    StreamParts streams =
        new StreamParts(parts, readings, redis ? link : null, keys(config.redis()));
    Streams.all().forEach(stream -> known.add(StreamVerticle.source(stream, streams)));
    this.providers = new ProviderRegistry(vertx, parts, known, config.providers(), simulated);

    Answers answers =
        new Answers(
            new Wiring(
                readings,
                bus,
                providers::ensure,
                histories::of,
                Seams.blender(scorer.id(), simulated),
                scorer.id(),
                clock),
            Seams.sources(config),
            config.cache().nearMaxBytes() / 4,
            meters);
    Recorder recorder = new Recorder(readings, histories, clock, Seams.history(config), meters);
    // No ids at all means that any may have changed.
    caches.onChange(
        "readings",
        ids -> {
          if (ids.isEmpty()) {
            answers.forgetAll();
          } else {
            answers.changed(ids);
            recorder.changed(ids);
          }
        });

    Warmer warmer = new Warmer(clock, config.warm(), answers.popularity(), answers::warm);

    UsageMeters usageMeters = new UsageMeters(meters);
    Usage usage = new Usage(config.monitor(), clock, usageMeters);
    RateLimitVerticle limiter = new RateLimitVerticle(quotas, Seams.quotas(config));
    verticles.add(new MonitorVerticle(usage, new Events(clock), usageMeters, clock));
    CacheVerticle far = new CacheVerticle(clock, config.redis(), link, caches, meters);
    verticles.add(far);
    verticles.add(new HistoryVerticle(recorder, clock));
    verticles.add(limiter);
    verticles.add(new WarmVerticle(warmer));
    verticles.add(new AskVerticle(answers, config.http().requestDeadline(), clock));
    verticles.add(
        new ConfigVerticle(
            sources,
            loaded,
            sections(far, caches, warmer, limiter, answers, recorder, usage),
            clock,
            meters));
    ClientLimit clients = Seams.clients(config, clock);
    if (redis && clients != null && config.quota().instances() > 1) {
      limiter.share(new SharedClients(clients, link, config.redis().namespace(), clock));
    }
    this.door =
        new HttpDoor(
            vertx,
            config.http(),
            new dev.windsock.http.Services(
                answers,
                histories,
                bus,
                scorer,
                symbols,
                clock,
                meters,
                Seams.health(redis ? link : null, quotas, clock),
                clients));
  }

  /** One slot for all is enough for a single server; a cluster shares the load. */
  private static Keys keys(RedisOptions redis) {
    boolean cluster = redis.mode() == RedisOptions.Mode.CLUSTER;
    return new Keys(redis.namespace(), cluster ? CLUSTER_BUCKETS : 1);
  }

  private List<Section> sections(
      CacheVerticle far,
      Caches caches,
      Warmer warmer,
      RateLimitVerticle limiter,
      Answers answers,
      Recorder recorder,
      Usage usage) {
    return List.of(
        new Section(
            "redis",
            List.of("redis.username", "redis.password"),
            wanted -> {
              far.reconfigure(wanted.redis());
              return Future.succeededFuture();
            }),
        new Section(
            "cache",
            List.of("cache"),
            wanted -> {
              caches.reconfigure(wanted.cache());
              return Future.succeededFuture();
            }),
        new Section(
            "warm",
            List.of("warm"),
            wanted -> {
              warmer.reconfigure(wanted.warm());
              return Future.succeededFuture();
            }),
        new Section(
            "quota",
            List.of("providers.*.quotas"),
            wanted -> limiter.reconfigure(wanted.quota(), Seams.quotas(wanted))),
        new Section(
            "providers",
            List.of("providers"),
            wanted ->
                providers
                    .reconfigure(wanted.providers())
                    .onSuccess(
                        done -> {
                          answers.reconfigure(Seams.sources(wanted));
                          recorder.reconfigure(Seams.history(wanted));
                        })),
        new Section(
            "monitor",
            List.of("monitor"),
            wanted -> {
              usage.reconfigure(wanted.monitor());
              return Future.succeededFuture();
            }));
  }

  /**
   * Starts the service on a Vert.x of its own, which it closes when it stops. Where it does not
   * start, closing the Vert.x is left to the caller.
   *
   * @param sources where the configuration came from, to be watched
   * @param loaded the configuration
   * @param simulated whether the upstreams are simulators, as every answer then says
   */
  public static Future<Windsock> start(
      Vertx vertx, Sources sources, Loaded loaded, boolean simulated) {
    Windsock windsock;
    try {
      windsock = new Windsock(vertx, sources, loaded, simulated);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
    return windsock
        .deploy(0)
        .compose(done -> windsock.providers.start())
        .compose(done -> windsock.door.open(Runtime.getRuntime().availableProcessors()))
        .onSuccess(port -> windsock.port = port)
        .compose(port -> Rehearsal.run(vertx, loaded.config().http().reachedBy(), port))
        .map(rehearsed -> windsock);
  }

  private Future<Void> deploy(int next) {
    return next == verticles.size()
        ? Future.succeededFuture()
        : vertx
            .deployVerticle(verticles.get(next))
            .onSuccess(deployed::push)
            .compose(id -> deploy(next + 1));
  }

  @Override
  public int port() {
    return port;
  }

  /** Drains the door, then takes everything down; no request in flight fails. Idempotent. */
  @Override
  public synchronized Future<Void> stop() {
    Future<Void> begun = stopping;
    if (begun == null) {
      begun = door.drain().transform(drained -> close());
      stopping = begun;
    }
    return begun;
  }

  private Future<Void> close() {
    return providers
        .close()
        .transform(closed -> undeploy())
        .transform(undeployed -> vertx.close())
        .onComplete(closed -> meters.close());
  }

  private Future<Void> undeploy() {
    String id = deployed.poll();
    return id == null
        ? Future.succeededFuture()
        : vertx.undeploy(id).transform(undeployed -> undeploy());
  }

  /** What is measured, for tests. */
  PrometheusMeterRegistry meters() {
    return meters;
  }
}
