package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Lab;
import dev.windsock.lab.LabOptions;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.provider.Upstream;
import dev.windsock.quota.QuotaClient;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.FinanceScorer;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every source against its simulator, with the real scorer and directory. */
class LabIT {
  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final VertxClock clock = new VertxClock(vertx);
  private final Lab lab = new Lab(vertx, clock, LabOptions.defaults());
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final CommonSymbols symbols = CommonSymbols.load();
  private final List<Listing> learned = new CopyOnWriteArrayList<>();
  private @Nullable ProviderRegistry registry;

  /** The real names, and remembers what it is told. */
  private final SymbolDirectory directory =
      new SymbolDirectory() {
        @Override
        public List<String> names(Symbol symbol) {
          return symbols.names(symbol);
        }

        @Override
        public void learn(List<Listing> listings) {
          learned.addAll(listings);
        }
      };

  @BeforeEach
  void start() throws Exception {
    Fakes.await(lab.start(0));
    ProviderParts parts =
        new ProviderParts(
            clock,
            bus,
            new QuotaClient(bus),
            FinanceScorer.load(),
            directory,
            symbols,
            new SimpleMeterRegistry());
    Map<String, ProviderOptions> options = new HashMap<>();
    List<Source> sources = new ArrayList<>();
    for (Upstream upstream : Upstreams.all()) {
      sources.add(Source.of(upstream, parts));
      options.put(
          upstream.id(),
          Fakes.keyed(
              Fakes.options(lab.baseUrl(upstream.id()), Duration.ofSeconds(8), Fakes.patient()),
              Samples.SETTINGS));
    }
    ProviderRegistry built = new ProviderRegistry(vertx, parts, sources, options, true);
    registry = built;
    Fakes.await(built.start());
  }

  @AfterEach
  void close() throws Exception {
    Fakes.await(Objects.requireNonNull(registry).close());
    Fakes.await(lab.close());
    Fakes.await(vertx.close());
  }

  private Read read(String provider, String symbol, @Nullable Reading earlier) throws Exception {
    ReadRequest request =
        new ReadRequest(List.of(new Wanted(symbol, earlier)), Priority.INTERACTIVE, 9_000);
    return Fakes.await(bus.ask(Addresses.providerRead(provider), request, ReadReply.class, 9_500))
        .reads()
        .get(0);
  }

  @Test
  void read_everySource_givesPostsAndGoesOn() throws Exception {
    for (Upstream upstream : Upstreams.all()) {
      String id = upstream.id();
      Read first = read(id, "TSLA", null);
      assertThat(first.problem()).as(id).isNull();
      Reading reading = Objects.requireNonNull(first.reading());
      assertThat(reading.posts()).as(id).hasSizeGreaterThanOrEqualTo(FEW.getOrDefault(id, 4));
      assertThat(reading.posts())
          .as(id)
          .allSatisfy(
              post -> {
                assertThat(post.publishedAtMillis()).isLessThanOrEqualTo(clock.millis());
                assertThat(post.relevance() > 0).isNotEqualTo(post.tellsCount());
              });

      if (reading.cursor() == null || SLOW.contains(id)) {
        // Without a cursor a second read is a whole one, and these sources allow one a while.
        continue;
      }
      Reading second = Objects.requireNonNull(read(id, "TSLA", reading).reading(), id);
      assertThat(second.posts()).as(id).containsAll(reading.posts());
    }
    assertThat(lab.report().violations()).isZero();
  }

  @Test
  void read_sec_tellsTheDirectoryOfAllTickers() throws Exception {
    read("sec", "TSLA", null);
    assertThat(learned).contains(new Listing(Symbol.parse("TSLA"), "Tesla"));
  }

  @Test
  void read_unknownSymbol_isNotFoundOrEmpty() throws Exception {
    for (Upstream upstream : Upstreams.all()) {
      Read read = read(upstream.id(), "ZZZQ", null);
      if (read.problem() == null) {
        assertThat(Objects.requireNonNull(read.reading()).posts()).as(upstream.id()).isEmpty();
      } else {
        assertThat(read.problem()).as(upstream.id()).isEqualTo(Problem.NOT_FOUND);
      }
    }
  }

  /** In every dialect, and whether their clocks are right or not. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"TOO_MANY", "SKEW_AHEAD", "SKEW_BEHIND"})
  void read_tooMany_isRateLimitedUntilATimeThatTheClocksDoNotShift(Fault.Kind kind)
      throws Exception {
    for (Upstream upstream : Upstreams.all()) {
      String id = upstream.id();
      if (id.equals("gdelt")) {
        // Refuses after longer than anybody waits: see below.
        continue;
      }
      lab.fault(id, Fault.of(Fault.Kind.TOO_MANY));
      lab.fault(id, Fault.of(kind));
      limiter.adopted.clear();
      long before = clock.millis();

      Read read = read(id, "TSLA", null);

      assertThat(read.problem()).as(id).isEqualTo(Problem.RATE_LIMITED);
      assertThat(read.retryAtMillis()).as(id).isBetween(before, before + 86_500_000);
      assertThat(limiter.told(id).refused()).as(id).isTrue();
      if (kind != Fault.Kind.TOO_MANY && SHORT_WINDOWS.contains(id)) {
        assertThat(read.retryAtMillis()).as(id).isLessThan(before + 70_000);
      }
    }
  }

  @Test
  void read_gdeltShedsLoad_isGivenUpInTime() throws Exception {
    lab.fault("gdelt", Fault.of(Fault.Kind.TOO_MANY));
    ReadRequest request =
        new ReadRequest(List.of(new Wanted("TSLA", null)), Priority.INTERACTIVE, 900);
    Read read =
        Fakes.await(bus.ask(Addresses.providerRead("gdelt"), request, ReadReply.class, 5_000))
            .reads()
            .get(0);
    assertThat(read.problem()).isEqualTo(Problem.TIMED_OUT);
  }

  /** All at once, since each takes its caller's whole patience. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {"HANG", "SLOW_HEADERS", "DRIP"})
  void read_slowUpstream_isGivenUpInTime(Fault.Kind kind) throws Exception {
    ReadRequest request =
        new ReadRequest(List.of(new Wanted("TSLA", null)), Priority.INTERACTIVE, 900);
    Map<String, Future<ReadReply>> asked = new TreeMap<>();
    for (Upstream upstream : Upstreams.all()) {
      lab.fault(upstream.id(), Fault.of(kind));
      asked.put(
          upstream.id(),
          bus.ask(Addresses.providerRead(upstream.id()), request, ReadReply.class, 8_000));
    }

    for (Map.Entry<String, Future<ReadReply>> read : asked.entrySet()) {
      Read given = Fakes.await(read.getValue()).reads().get(0);
      assertThat(given.problem()).as(read.getKey()).isEqualTo(Problem.TIMED_OUT);
    }
  }

  /** What is quick to play. */
  @ParameterizedTest
  @EnumSource(
      value = Fault.Kind.class,
      names = {
        "SERVER_ERROR",
        "UNAUTHORIZED",
        "TRUNCATED",
        "HTML_403",
        "HTML_200",
        "WRONG_JSON",
        "DEEP_JSON",
        "HOSTILE_XML",
        "REDIRECT_LINK_LOCAL",
        "REDIRECT_OTHER",
        "RESET",
        "GZIP_BOMB",
        "ENDLESS"
      })
  void read_faultyUpstream_namesAProblemAndGoesNowhereElse(Fault.Kind kind) throws Exception {
    for (Upstream upstream : Upstreams.all()) {
      lab.fault(upstream.id(), Fault.of(kind));

      Read read = read(upstream.id(), "TSLA", null);

      assertThat(read.problem()).as(upstream.id()).isIn(EXPECTED.get(kind));
      assertThat(read.reading()).as(upstream.id()).isNull();
    }
    assertThat(lab.report().trapped()).isZero();
  }

  private static final Map<Fault.Kind, Set<Problem>> EXPECTED =
      Map.ofEntries(
          // 503 is how some say "too often".
          Map.entry(Fault.Kind.SERVER_ERROR, Set.of(Problem.UNAVAILABLE, Problem.RATE_LIMITED)),
          Map.entry(Fault.Kind.UNAUTHORIZED, Set.of(Problem.UNAUTHORIZED)),
          Map.entry(Fault.Kind.TRUNCATED, Set.of(Problem.UNAVAILABLE)),
          Map.entry(Fault.Kind.HTML_403, Set.of(Problem.DISABLED)),
          Map.entry(Fault.Kind.HTML_200, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.WRONG_JSON, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.DEEP_JSON, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.HOSTILE_XML, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.REDIRECT_LINK_LOCAL, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.REDIRECT_OTHER, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.RESET, Set.of(Problem.UNAVAILABLE)),
          Map.entry(Fault.Kind.GZIP_BOMB, Set.of(Problem.MALFORMED)),
          Map.entry(Fault.Kind.ENDLESS, Set.of(Problem.MALFORMED)));

  /** Sources that have little to tell. */
  private static final Map<String, Integer> FEW =
      Map.of("sec", 1, "fourchan", 1, "gdelt", 1, "marketaux", 3);

  /** One call a while is allowed. */
  private static final Set<String> SLOW = Set.of("alpha_vantage");

  /** Windows of a minute or less. */
  private static final Set<String> SHORT_WINDOWS = Set.of("finnhub", "massive");
}
