package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.option.InvalidValueException;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Deployment on demand, batches, paging: with a source whose pages are plain numbers. */
class ProviderRegistryIT {
  private static final long NOON = 1_795_435_200_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final ProviderParts parts = Fakes.parts(new VertxClock(vertx), bus);
  private final Queue<String> targets = new ConcurrentLinkedQueue<>();
  private volatile Handler<HttpServerRequest> behaviour = request -> request.response().end("1");
  private @Nullable HttpServer server;
  private @Nullable ProviderRegistry registry;

  /** Each number is a post; the first goes into the cursor; after it comes the next page. */
  private static final class Numbers implements Upstream {
    @Override
    public String id() {
      return "numbers";
    }

    @Override
    public Call call(Ask ask) {
      return Call.get(
          "/" + ask.symbol().code(), "since", ask.cursor() + "", "page", ask.next() + "");
    }

    @Override
    public Parsed parse(Reply reply, Ask ask) {
      String id = reply.body().toString();
      Post post =
          new Post(
              id,
              "$" + ask.symbol().code() + " number " + id,
              null,
              NOON + Long.parseLong(id),
              null,
              null,
              List.of(),
              Engagement.UNKNOWN,
              null);
      return new Parsed.Page(List.of(post), "after-" + id, id);
    }
  }

  @BeforeEach
  void listen() throws Exception {
    server =
        Fakes.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      targets.add(String.valueOf(request.uri()));
                      behaviour.handle(request);
                    })
                .listen(0, "127.0.0.1"));
  }

  @AfterEach
  void close() throws Exception {
    if (registry != null) {
      Fakes.await(registry.close());
    }
    Fakes.await(vertx.close());
  }

  private ProviderOptions options(boolean enabled, Duration ttl) {
    ProviderOptions base =
        Fakes.options(
            "http://127.0.0.1:" + Objects.requireNonNull(server).actualPort(),
            Duration.ofSeconds(8),
            Fakes.patient());
    return new ProviderOptions(
        enabled,
        base.start(),
        base.baseUrl(),
        base.baseUrls(),
        base.credentials(),
        base.settings(),
        base.userAgent(),
        base.quotas(),
        base.breaker(),
        base.connections(),
        base.idleAfter(),
        base.deadline(),
        ttl,
        base.negativeTtls(),
        base.weight(),
        base.halfLife(),
        base.maxPosts(),
        base.stream());
  }

  private ProviderRegistry start(boolean enabled) throws Exception {
    ProviderRegistry started =
        new ProviderRegistry(
            vertx,
            parts,
            List.of(Source.of(new Numbers(), parts)),
            Map.of("numbers", options(enabled, Duration.ofMinutes(1))),
            true);
    registry = started;
    Fakes.await(started.start());
    return started;
  }

  private List<Read> read(long budgetMillis, Wanted... wanted) throws Exception {
    return Fakes.await(
            bus.ask(
                Addresses.providerRead("numbers"),
                new ReadRequest(List.of(wanted), Priority.INTERACTIVE, budgetMillis),
                ReadReply.class,
                9_000))
        .reads();
  }

  private ProviderState state() throws Exception {
    return Fakes.await(
            bus.ask(Addresses.PROVIDERS_LIST, Nothing.NOTHING, ProviderStates.class, 1_000))
        .providers()
        .get(0);
  }

  private static Wanted acme() {
    return new Wanted("ACME", null);
  }

  @Test
  void read_firstUse_deploysOnce() throws Exception {
    ProviderRegistry started = start(true);
    assertThat(started.known()).containsExactly("numbers");
    assertThat(state().state()).isEqualTo("idle");
    assertThat(vertx.deploymentIDs()).isEmpty();

    List<Future<ReadReply>> asked = new ArrayList<>();
    ReadRequest request = new ReadRequest(List.of(acme()), Priority.INTERACTIVE, 9_000);
    for (int i = 0; i < 5; i++) {
      asked.add(bus.ask(Addresses.providerRead("numbers"), request, ReadReply.class, 9_500));
    }
    for (Future<ReadReply> reply : asked) {
      assertThat(Fakes.await(reply).reads().get(0).problem()).isNull();
    }

    assertThat(vertx.deploymentIDs()).hasSize(1);
    ProviderState state = state();
    assertThat(state.state()).isEqualTo("up");
    assertThat(state.requests()).isEqualTo(5);
    assertThat(state.uptime()).isEqualTo(1);
    assertThat(state.latencyMs()).isNotNull();
    assertThat(state.simulated()).isTrue();
  }

  @Test
  void read_switchedOff_isDisabledAndNeverCalled() throws Exception {
    start(false);
    assertThat(read(9_000, acme()).get(0).problem()).isEqualTo(Problem.DISABLED);
    assertThat(state().state()).isEqualTo("disabled");
    assertThat(targets).isEmpty();
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void reconfigure_switchesOffAndOnAgain() throws Exception {
    ProviderRegistry started = start(true);
    read(9_000, acme());

    Fakes.await(started.reconfigure(Map.of("numbers", options(false, Duration.ofMinutes(1)))));
    assertThat(vertx.deploymentIDs()).isEmpty();
    assertThat(read(9_000, acme()).get(0).problem()).isEqualTo(Problem.DISABLED);

    Fakes.await(started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(2)))));
    assertThat(read(9_000, acme()).get(0).problem()).isNull();
    assertThat(vertx.deploymentIDs()).hasSize(1);
  }

  @Test
  void reconfigure_whileBeingDeployed_goesOnServing() throws Exception {
    ProviderRegistry started = start(true);
    Future<Void> deploying = started.ensure("numbers");
    Future<Void> changing =
        started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(2))));
    Fakes.await(Future.join(deploying, changing));

    assertThat(read(9_000, acme()).get(0).problem()).isNull();
    assertThat(vertx.deploymentIDs()).hasSize(1);
  }

  @Test
  void reconfigure_callUnderWay_isAnsweredBeforeTheOldOneGoes() throws Exception {
    ProviderRegistry started = start(true);
    Promise<HttpServerRequest> arrived = Promise.promise();
    behaviour = arrived::tryComplete;
    ReadRequest request = new ReadRequest(List.of(acme()), Priority.INTERACTIVE, 9_000);
    Future<ReadReply> asked =
        bus.ask(Addresses.providerRead("numbers"), request, ReadReply.class, 9_500);
    HttpServerRequest open = Fakes.await(arrived.future());

    Future<Void> changed =
        started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(2))));
    for (int i = 0; i < 10_000 && !state().state().equals("idle"); i++) {
      // A way over the bus and back, until the verticle is on its way out.
    }
    open.response().end("7");

    assertThat(Fakes.await(asked).reads().get(0).problem()).isNull();
    Fakes.await(changed);
    assertThat(vertx.deploymentIDs()).isEmpty();
  }

  @Test
  void reconfigure_callThatNobodyWaitsFor_isCut() throws Exception {
    ProviderRegistry started = start(true);
    Promise<HttpServerRequest> arrived = Promise.promise();
    behaviour = arrived::tryComplete;
    ReadRequest request = new ReadRequest(List.of(acme()), Priority.WARMING, 9_000);
    Future<ReadReply> asked =
        bus.ask(Addresses.providerRead("numbers"), request, ReadReply.class, 9_500);
    Fakes.await(arrived.future());

    Fakes.await(started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(2)))));

    assertThat(Fakes.await(asked).reads().get(0).problem()).isNotNull();
  }

  @Test
  void read_whileItGoesAgainAndAgain_isAlwaysAnswered() throws Exception {
    ProviderRegistry started = start(true);
    ReadRequest request = new ReadRequest(List.of(acme()), Priority.INTERACTIVE, 9_000);
    for (int round = 1; round <= 20; round++) {
      List<Future<ReadReply>> asked = new ArrayList<>();
      Future<Void> changed = null;
      for (int i = 0; i < 10; i++) {
        asked.add(bus.ask(Addresses.providerRead("numbers"), request, ReadReply.class, 9_500));
        if (i == 5) {
          changed =
              started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(1 + round))));
        }
      }
      for (Future<ReadReply> reply : asked) {
        assertThat(Fakes.await(reply).reads().get(0).problem()).isNull();
      }
      Fakes.await(Objects.requireNonNull(changed));
    }
  }

  @Test
  void reconfigure_redeployed_showsTheBreakerOfTheNewDeployment() throws Exception {
    ProviderRegistry started = start(true);
    read(9_000, acme());
    Fakes.await(started.reconfigure(Map.of("numbers", options(true, Duration.ofMinutes(2)))));
    assertThat(parts.meters().find("windsock.breaker.state").gauges()).isEmpty();
    read(9_000, acme());
    assertThat(parts.meters().find("windsock.breaker.state").gauges()).hasSize(3);
  }

  @Test
  void read_jsonWithoutASymbol_isRefusedAndTakesNoPlace() throws Exception {
    start(true);
    read(9_000, acme());
    JsonObject request =
        new JsonObject()
            .put("wanted", new JsonArray().add(new JsonObject()))
            .put("priority", "interactive")
            .put("budget_millis", 1_000);
    for (int i = 0; i < 5; i++) {
      Future<?> refused =
          vertx.eventBus().<Object>request(Addresses.providerRead("numbers"), request);
      assertThat(Fakes.await(refused.<Object>transform(r -> Future.succeededFuture(r.cause()))))
          .isInstanceOfSatisfying(
              ReplyException.class,
              e -> {
                assertThat(e.failureCode()).isEqualTo(Problem.INVALID_REQUEST.failureCode());
                assertThat(e.getMessage()).contains("wanted[0]");
              });
    }
    assertThat(read(9_000, acme()).get(0).problem()).isNull();
  }

  @Test
  void constructor_optionsForNoSource_areRefused() {
    Map<String, ProviderOptions> options =
        Map.of("nmbers", Fakes.options("", Duration.ofSeconds(1), Fakes.patient()));
    assertThatThrownBy(
            () ->
                new ProviderRegistry(
                    vertx, parts, List.of(Source.of(new Numbers(), parts)), options, false))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("nmbers");
  }

  @Test
  void read_catchingUp_pagesUpToTheBound() throws Exception {
    start(true);
    int[] number = {100};
    behaviour = request -> request.response().end(String.valueOf(number[0]++));
    Reading first = Objects.requireNonNull(read(9_000, acme()).get(0).reading());
    assertThat(first.cursor()).isEqualTo("100");
    assertThat(targets).hasSize(1);

    Reading second =
        Objects.requireNonNull(read(9_000, new Wanted("ACME", first)).get(0).reading());

    assertThat(second.cursor()).isEqualTo("101");
    assertThat(second.posts())
        .extracting(ScoredPost::id)
        .containsExactly("103", "102", "101", "100");
    assertThat(targets)
        .containsExactly(
            "/ACME?since=null&page=null",
            "/ACME?since=100&page=null",
            "/ACME?since=100&page=after-101",
            "/ACME?since=100&page=after-102");
  }

  @Test
  void read_laterPageFails_keepsTheCursorAndWhatCame() throws Exception {
    start(true);
    behaviour = request -> request.response().end("100");
    Reading first = Objects.requireNonNull(read(9_000, acme()).get(0).reading());
    behaviour =
        request -> {
          boolean later = String.valueOf(request.uri()).contains("after");
          request.response().setStatusCode(later ? 500 : 200).end("101");
        };

    Reading second =
        Objects.requireNonNull(read(9_000, new Wanted("ACME", first)).get(0).reading());

    assertThat(second.cursor()).isEqualTo("100");
    assertThat(second.posts()).extracting(ScoredPost::id).containsExactly("101", "100");
  }

  @Test
  void read_quotaSpent_answersAllAtOnce() throws Exception {
    start(true);
    long reset = parts.clock().millis() + 60_000;
    limiter.next = new Permit(0, "none", 0, "spent", 0, reset, 0);
    Wanted[] wanted =
        IntStream.range(0, 50).mapToObj(i -> new Wanted("S" + i, null)).toArray(Wanted[]::new);

    List<Read> reads = read(5_000, wanted);

    assertThat(reads).hasSize(50);
    assertThat(reads)
        .allSatisfy(
            read -> {
              assertThat(read.problem()).isEqualTo(Problem.RATE_LIMITED);
              assertThat(read.retryAtMillis()).isEqualTo(reset);
            });
    assertThat(limiter.asked.size()).isLessThanOrEqualTo(4);
    assertThat(targets).isEmpty();
  }

  @Test
  void read_budgetSpent_givesWhatIsThere() throws Exception {
    start(true);
    behaviour =
        request -> {
          if ("/ACME".equals(request.path())) {
            request.response().end("1");
          }
        };
    List<Read> reads = read(2_000, acme(), new Wanted("TSLA", null), new Wanted("<script>", null));
    assertThat(reads).extracting(Read::symbol).containsExactly("ACME", "TSLA", "<script>");
    assertThat(reads.get(0).reading()).isNotNull();
    assertThat(reads.get(1).problem()).isEqualTo(Problem.TIMED_OUT);
    assertThat(reads.get(2).problem()).isEqualTo(Problem.INVALID_REQUEST);
  }
}
