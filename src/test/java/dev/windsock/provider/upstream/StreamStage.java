package dev.windsock.provider.upstream;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.StreamState;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.cache.Cache;
import dev.windsock.cache.CacheOptions;
import dev.windsock.cache.CacheVerticle;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.option.Secret;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.StreamOptions;
import dev.windsock.provider.StreamParts;
import dev.windsock.provider.StreamVerticle;
import dev.windsock.quota.QuotaClient;
import dev.windsock.redis.Keys;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.SupervisedLink;
import dev.windsock.redis.TestRedis;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.Clock;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lab, and instances in front of it: each with a Vert.x, a bus, caches and all streams of its
 * own, with the real scorer and directory.
 */
public final class StreamStage implements AutoCloseable {
  private static final int POLL_MILLIS = 10;

  /** Of each call upstream: none of these tests is about a call that takes too long. */
  private static final Duration DEADLINE = Duration.ofSeconds(8);

  private static final int WAIT_MILLIS = 15_000;

  public final Vertx vertx = Vertx.vertx();
  public final Lab lab;
  private final List<Instance> instances = new ArrayList<>();

  public StreamStage(LabOptions options) throws Exception {
    lab = new Lab(vertx, new VertxClock(vertx), options);
    Fakes.await(lab.start(0));
  }

  /** Options that point a stream at the lab. */
  public ProviderOptions options(String provider, Duration lookback) {
    ProviderOptions base = Fakes.options(lab.baseUrl(provider), DEADLINE, Fakes.patient());
    return with(
        base,
        10_000,
        Map.of("keyId", Secret.of("lab-key"), "secretKey", Secret.of("lab-secret")),
        new StreamOptions("", lookback, Duration.ofMillis(50), Duration.ofSeconds(5)));
  }

  public static ProviderOptions with(
      ProviderOptions base, int maxPosts, Map<String, Secret> credentials, StreamOptions stream) {
    return new ProviderOptions(
        true,
        base.start(),
        base.baseUrl(),
        base.baseUrls(),
        credentials,
        base.settings(),
        base.userAgent(),
        base.quotas(),
        base.breaker(),
        base.connections(),
        base.idleAfter(),
        base.deadline(),
        Duration.ofMinutes(30),
        base.negativeTtls(),
        base.weight(),
        base.halfLife(),
        maxPosts,
        stream);
  }

  public Instance start(String provider, ProviderOptions options, @Nullable TestRedis redis)
      throws Exception {
    return start(provider, options, redis, limiter -> {});
  }

  public Instance start(
      String provider,
      ProviderOptions options,
      @Nullable TestRedis redis,
      Consumer<Fakes.Limiter> limits)
      throws Exception {
    Instance instance = new Instance(provider, options, redis);
    limits.accept(instance.limiter);
    instances.add(instance);
    Fakes.await(instance.registry.start());
    Fakes.await(instance.registry.ensure(provider));
    return instance;
  }

  /** One instance with one stream. */
  public static final class Instance {
    public final Vertx vertx = Vertx.vertx();
    public final Bus bus = Bus.register(vertx);
    public final Fakes.Limiter limiter = new Fakes.Limiter(bus);
    public final Queue<String> changed = new ConcurrentLinkedQueue<>();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    public final Cache<Reading> readings;
    private final String provider;
    private final ProviderOptions options;
    private final ProviderRegistry registry;
    private final ProviderParts parts;
    private final @Nullable SupervisedLink link;

    private Instance(String provider, ProviderOptions options, @Nullable TestRedis redis)
        throws Exception {
      this.provider = provider;
      this.options = options;
      Clock clock = new VertxClock(vertx);
      CommonSymbols symbols = CommonSymbols.load();
      parts =
          new ProviderParts(
              clock, bus, new QuotaClient(bus), FinanceScorer.load(), symbols, symbols, meters);
      link = redis == null ? null : new SupervisedLink(vertx, clock, redis.options(), meters);
      Keys keys = new Keys("ws", 1);
      Caches caches =
          new Caches(vertx, clock, link == null ? new NoLink() : link, keys, cache(), meters);
      readings = caches.open("readings", new JsonCodec<>(Reading.class), 1);
      Fakes.await(
          vertx.deployVerticle(
              new CacheVerticle(
                  clock,
                  redis == null ? TestRedis.options(6379, "") : redis.options(),
                  link == null ? new NoLink() : link,
                  caches,
                  meters)));
      StreamParts streams = new StreamParts(parts, readings, link, keys);
      registry =
          new ProviderRegistry(
              vertx,
              parts,
              Streams.all().stream().map(each -> StreamVerticle.source(each, streams)).toList(),
              Map.of(provider, options),
              true);
      bus.listen(
          Addresses.SENTIMENT_CHANGED,
          SentimentChanged.class,
          news -> changed.addAll(news.symbols()));
    }

    private static CacheOptions cache() {
      return new CacheOptions(
          64 << 20, Duration.ofMinutes(10), Duration.ofHours(1), 0, 1024, 4 << 20, 0);
    }

    public Read read(String symbol) throws Exception {
      ReadRequest request =
          new ReadRequest(List.of(new Wanted(symbol, null)), Priority.INTERACTIVE, 5_000);
      return Fakes.await(bus.ask(Addresses.providerRead(provider), request, ReadReply.class, 6_000))
          .reads()
          .get(0);
    }

    /** Whether a read gives a reading by now. */
    public boolean answers(String symbol) {
      try {
        return read(symbol).problem() == null;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    public Reading reading(String symbol) throws Exception {
      Read read = read(symbol);
      return Objects.requireNonNull(read.reading(), () -> String.valueOf(read.problem()));
    }

    /** Whether a read gives a reading now. */
    public boolean reads(String symbol) {
      try {
        return read(symbol).problem() == null;
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    /** What the cache holds of a symbol near at hand. */
    public @Nullable Reading cached(String symbol) {
      return readings.peek(Reading.id(provider, symbol, parts.scorer().id()));
    }

    public ProviderState state() {
      try {
        return Fakes.await(
                bus.ask(Addresses.PROVIDERS_LIST, Nothing.NOTHING, ProviderStates.class, 5_000))
            .providers()
            .get(0);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    public StreamState stream() {
      return Objects.requireNonNull(state().stream());
    }

    /** Switches it off, or on again. */
    public void enable(boolean enabled) throws Exception {
      ProviderOptions now =
          new ProviderOptions(
              enabled,
              options.start(),
              options.baseUrl(),
              options.baseUrls(),
              options.credentials(),
              options.settings(),
              options.userAgent(),
              options.quotas(),
              options.breaker(),
              options.connections(),
              options.idleAfter(),
              options.deadline(),
              options.ttl(),
              options.negativeTtls(),
              options.weight(),
              options.halfLife(),
              options.maxPosts(),
              options.stream());
      Fakes.await(registry.reconfigure(Map.of(provider, now)));
    }

    /** An orderly end. */
    public void stop() throws Exception {
      Fakes.await(registry.close());
      kill();
    }

    /** The end without a word to anybody. */
    public void kill() throws Exception {
      Fakes.await(vertx.close());
    }
  }

  /** It is not to be stopped at the end: the test did. */
  public void forget(Instance instance) {
    instances.remove(instance);
  }

  /** Looks again and again, in bounded time, until a condition holds. */
  public void until(String what, BooleanSupplier condition) throws Exception {
    Promise<Void> held = Promise.promise();
    vertx.runOnContext(begin -> look(condition, WAIT_MILLIS / POLL_MILLIS, held));
    try {
      held.future().toCompletionStage().toCompletableFuture().get(2L * WAIT_MILLIS, MILLISECONDS);
    } catch (Exception e) {
      throw new AssertionError("never came: " + what, e);
    }
  }

  /** One look after the other, none of them inside another. */
  private void look(BooleanSupplier condition, int rounds, Promise<Void> held) {
    vertx
        .executeBlocking(condition::getAsBoolean, false)
        .onComplete(
            holds -> {
              if (holds) {
                held.complete();
              } else if (rounds == 0) {
                held.fail(new TimeoutException());
              } else {
                vertx.setTimer(POLL_MILLIS, due -> look(condition, rounds - 1, held));
              }
            },
            held::fail);
  }

  @Override
  public void close() throws Exception {
    try {
      for (Instance instance : instances) {
        instance.stop();
      }
    } finally {
      Fakes.await(lab.close());
      Fakes.await(vertx.close());
    }
  }
}
