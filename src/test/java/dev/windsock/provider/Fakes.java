package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.option.Secret;
import dev.windsock.quota.QuotaClient;
import dev.windsock.quota.Window;
import dev.windsock.score.Hints;
import dev.windsock.score.Score;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.SymbolResolver;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Answer.ScorerId;
import dev.windsock.sentiment.Symbol;
import dev.windsock.sentiment.Term;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Stand-ins for what providers work with. */
public final class Fakes {
  private Fakes() {}

  /** "beat" is good, "miss" is bad; a native score is believed. */
  public static final class WordScorer implements Scorer {
    @Override
    public ScorerId id() {
      return new ScorerId("words", "1");
    }

    @Override
    public Score score(CharSequence text, Target target, Hints hints) {
      String lower = text.toString().toLowerCase(java.util.Locale.ROOT);
      double value = lower.contains("beat") ? 0.8 : lower.contains("miss") ? -0.8 : 0;
      Double own = hints.nativeScore();
      double shown = own == null ? value : own;
      return new Score(
          shown,
          Math.max(0, -shown),
          1 - Math.abs(shown),
          Math.max(0, shown),
          0.5,
          1,
          hints.explain() ? List.of(new Term("word", value)) : List.of());
    }
  }

  /** Knows ACME. */
  public static final SymbolDirectory DIRECTORY =
      symbol -> symbol.code().equals("ACME") ? List.of("Acme", "Acme Inc.") : List.of();

  /** Finds cashtags, and ACME by its name. */
  public static final SymbolResolver RESOLVER =
      text -> {
        List<SymbolResolver.Mention> mentions = new ArrayList<>();
        Matcher tag = Pattern.compile("\\$([A-Z][A-Z0-9]*)").matcher(text);
        while (tag.find()) {
          mentions.add(new SymbolResolver.Mention(Symbol.parse(tag.group(1)), 1));
        }
        if (Pattern.compile("\\bAcme\\b").matcher(text).find()) {
          mentions.add(new SymbolResolver.Mention(acme(), 0.9));
        }
        return mentions;
      };

  /** Grants what it is told to and remembers what it was asked and told. */
  public static final class Limiter {
    public final Queue<Acquire> asked = new ConcurrentLinkedQueue<>();
    public final BlockingQueue<Adopt> adopted = new LinkedBlockingQueue<>();
    public final BlockingQueue<Settle> settled = new LinkedBlockingQueue<>();
    public volatile Permit next = granted();

    public Limiter(Bus bus) {
      bus.serve(Addresses.QUOTA_ACQUIRE, Acquire.class, this::acquire);
      bus.serve(Addresses.QUOTA_ADOPT, Adopt.class, this::adopt);
      bus.serve(Addresses.QUOTA_SETTLE, Settle.class, this::settle);
    }

    public static Permit granted() {
      return new Permit(1, "local", 1000, "granted", 7, 42, Long.MAX_VALUE / 2);
    }

    private Future<Permit> acquire(Acquire request) {
      asked.add(request);
      return Future.succeededFuture(next);
    }

    /** A permit whose call is to be settled. */
    public static Permit toSettle(long grant) {
      return new Permit(1, "local", 1000, "granted", 7, 42, Long.MAX_VALUE / 2, grant);
    }

    private Future<Nothing> settle(Settle done) {
      settled.add(done);
      return Future.succeededFuture(Nothing.NOTHING);
    }

    /**
     * What it is told next of a provider: nobody waits for that, so it may come after an answer.
     */
    public Adopt told(String provider) throws InterruptedException {
      Adopt said;
      do {
        said = adopted.poll(10, TimeUnit.SECONDS);
      } while (said != null && !said.provider().equals(provider));
      if (said == null) {
        throw new AssertionError("nothing was told of " + provider);
      }
      return said;
    }

    private Future<Nothing> adopt(Adopt said) {
      adopted.add(said);
      return Future.succeededFuture(Nothing.NOTHING);
    }
  }

  public static ProviderParts parts(Clock clock, Bus bus) {
    return new ProviderParts(
        clock,
        bus,
        new QuotaClient(bus),
        new WordScorer(),
        DIRECTORY,
        RESOLVER,
        new SimpleMeterRegistry());
  }

  public static ProviderOptions options(String baseUrl, Duration deadline, BreakerOptions breaker) {
    return new ProviderOptions(
        true,
        ProviderOptions.Start.LAZY,
        baseUrl,
        Map.of(),
        Map.of(),
        Map.of(),
        "Mozilla/5.0 (compatible; windsock-test/1; +http://localhost)",
        List.of(new Window(1000, Duration.ofMinutes(1))),
        breaker,
        4,
        Duration.ofMinutes(30),
        deadline,
        Duration.ofMinutes(1),
        new NegativeTtls(
            Duration.ofSeconds(30),
            Duration.ofMinutes(10),
            Duration.ofSeconds(5),
            Duration.ofSeconds(60)),
        1,
        Duration.ofHours(6),
        200,
        stream());
  }

  public static StreamOptions stream() {
    return new StreamOptions(
        "", Duration.ofMinutes(10), Duration.ofMillis(20), Duration.ofSeconds(5));
  }

  /** Never opens in a test that does not mean it to. */
  public static BreakerOptions patient() {
    return new BreakerOptions(
        Duration.ofMinutes(1),
        10_000,
        1,
        Duration.ofMinutes(5),
        1,
        Duration.ofSeconds(30),
        Duration.ofHours(1));
  }

  /** The same with what keyed sources need. */
  public static ProviderOptions keyed(ProviderOptions base, Map<String, String> settings) {
    Map<String, Secret> credentials = new HashMap<>();
    for (String name : List.of("token", "key", "id", "secret")) {
      credentials.put(name, Secret.of(SECRET + name));
    }
    return new ProviderOptions(
        base.enabled(),
        base.start(),
        base.baseUrl(),
        base.baseUrls(),
        credentials,
        settings,
        base.userAgent(),
        base.quotas(),
        base.breaker(),
        base.connections(),
        base.idleAfter(),
        base.deadline(),
        base.ttl(),
        base.negativeTtls(),
        base.weight(),
        base.halfLife(),
        base.maxPosts(),
        base.stream());
  }

  /** How every secret of the tests begins, to be looked for where none may be. */
  public static final String SECRET = "hush-hush-";

  /** Runs with real time, but from this wall time on. */
  public static Clock startingAt(Clock real, long millis) {
    long shift = millis - real.millis();
    return new Clock() {
      @Override
      public long nanos() {
        return real.nanos();
      }

      @Override
      public long millis() {
        return real.millis() + shift;
      }

      @Override
      public Timer after(long delayNanos, Runnable task) {
        return real.after(delayNanos, task);
      }

      @Override
      public Timer every(long periodNanos, Runnable task) {
        return real.every(periodNanos, task);
      }
    };
  }

  public static Symbol acme() {
    return Symbol.parse("ACME");
  }

  public static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }
}
