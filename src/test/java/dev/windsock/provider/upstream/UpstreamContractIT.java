package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.provider.Fakes;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.ProviderParts;
import dev.windsock.provider.ProviderRegistry;
import dev.windsock.provider.ProviderRegistry.Source;
import dev.windsock.provider.upstream.Samples.Prelude;
import dev.windsock.provider.upstream.Samples.Sample;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every source owes, whatever its upstream does: run for each against a loopback server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UpstreamContractIT {
  private static final Duration DEADLINE = Duration.ofSeconds(5);
  private static final Duration SHORT_DEADLINE = Duration.ofMillis(900);
  static final List<Sample> SAMPLES = Samples.ALL;

  /** A little after what the samples tell of. */
  private static final long NOON = 1_795_435_200_000L;

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final ProviderParts parts =
      Fakes.parts(Fakes.startingAt(new VertxClock(vertx), NOON), bus);
  private volatile List<Prelude> preludes = List.of();
  private final AtomicInteger served = new AtomicInteger();
  private volatile Handler<HttpServerRequest> behaviour = request -> request.response().end();
  private @Nullable HttpServer server;
  private @Nullable ProviderRegistry registry;

  /** One way for an upstream to go wrong, and what must come of it. */
  private record Fault(
      String name, Problem problem, BiConsumer<Sample, HttpServerRequest> behaviour) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Fault fault(
      String name, Problem problem, BiConsumer<Sample, HttpServerResponse> behaviour) {
    return new Fault(
        name, problem, (sample, request) -> behaviour.accept(sample, request.response()));
  }

  private static Fault status(int status, Problem problem) {
    return fault(
        "status " + status,
        problem,
        (sample, response) ->
            response
                .setStatusCode(status)
                .putHeader("Content-Type", "text/html")
                .end("<!doctype html><title>No</title>"));
  }

  private static Fault body(String name, String body) {
    return fault(
        name,
        Problem.MALFORMED,
        (sample, response) -> response.putHeader("Content-Type", sample.type()).end(body));
  }

  private static List<Fault> faults() {
    Buffer packedBomb = zip(new byte[64 << 20]);
    String bomb = "<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">";
    return List.of(
        status(400, Problem.NOT_FOUND),
        status(401, Problem.UNAUTHORIZED),
        status(402, Problem.DISABLED),
        status(403, Problem.DISABLED),
        status(404, Problem.NOT_FOUND),
        status(414, Problem.NOT_FOUND),
        status(429, Problem.RATE_LIMITED),
        status(500, Problem.UNAVAILABLE),
        status(502, Problem.UNAVAILABLE),
        status(200, Problem.MALFORMED),
        body("HTML under a false name", "<!DOCTYPE html><html><body>blocked</body></html>"),
        body("nothing at all", ""),
        body("JSON 20,000 deep", "{\"a\":" + "[".repeat(20_000) + "]".repeat(20_000) + "}"),
        body("XML 20,000 deep", "<rss>" + "<a>".repeat(20_000)),
        body("not a number", "{\"hits\":NaN,\"messages\":NaN,\"stories\":NaN}"),
        body("another object", "{\"unknown\":[]}"),
        body("another array", "[[7],\"x\"]"),
        body(
            "external entity",
            "<!DOCTYPE r [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><rss><channel><item>"
                + "<title>&x;</title></item></channel></rss>"),
        body("entity bomb", "<!DOCTYPE r [" + bomb + "]><rss><channel>&b;</channel></rss>"),
        fault(
            "cut short",
            Problem.MALFORMED,
            (sample, response) ->
                response
                    .putHeader("Content-Type", sample.type())
                    .end(sample.page().substring(0, sample.page().length() * 2 / 3))),
        new Fault(
            "closed in the middle",
            Problem.UNAVAILABLE,
            (sample, request) ->
                request
                    .response()
                    .putHeader("Content-Length", "100000")
                    .write(sample.page())
                    .onComplete(written -> request.connection().close())),
        new Fault(
            "reset at once",
            Problem.UNAVAILABLE,
            (sample, request) -> request.connection().close()),
        new Fault("endless", Problem.MALFORMED, (sample, request) -> flood(request.response())),
        fault(
            "announced too large",
            Problem.MALFORMED,
            (sample, response) -> response.putHeader("Content-Length", "3000000").write(" ")),
        fault(
            "gzip bomb",
            Problem.MALFORMED,
            (sample, response) ->
                response
                    .putHeader("Content-Type", sample.type())
                    .putHeader("Content-Encoding", "gzip")
                    .end(packedBomb)),
        fault(
            "broken gzip",
            Problem.MALFORMED,
            (sample, response) ->
                response.putHeader("Content-Encoding", "gzip").end(sample.page())),
        fault(
            "redirect to elsewhere",
            Problem.MALFORMED,
            (sample, response) ->
                response
                    .setStatusCode(302)
                    .putHeader("Location", "http://169.254.169.254/latest")
                    .end()),
        fault(
            "redirect in circles",
            Problem.MALFORMED,
            (sample, response) ->
                response.setStatusCode(301).putHeader("Location", "/round").end()));
  }

  static Stream<Arguments> everyFaultOfEverySource() {
    List<Fault> faults = faults();
    return SAMPLES.stream()
        .flatMap(sample -> faults.stream().map(fault -> Arguments.of(sample, fault)));
  }

  @BeforeAll
  void listen() throws Exception {
    server =
        Fakes.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      served.incrementAndGet();
                      serve(request);
                    })
                .listen(0, "127.0.0.1"));
  }

  private void serve(HttpServerRequest request) {
    for (Prelude prelude : preludes) {
      if (prelude.path().equals(request.path())) {
        request.response().putHeader("Content-Type", "application/json").end(prelude.body());
        return;
      }
    }
    behaviour.handle(request);
  }

  @BeforeEach
  void forget() {
    served.set(0);
    limiter.asked.clear();
    limiter.adopted.clear();
    limiter.next = Fakes.Limiter.granted();
  }

  @AfterEach
  void undeploy() throws Exception {
    if (registry != null) {
      Fakes.await(registry.close());
    }
  }

  @AfterAll
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("everyFaultOfEverySource")
  void read_faultyUpstream_namesTheProblemInTime(Sample sample, Fault fault) throws Exception {
    deploy(sample);
    behaviour = request -> fault.behaviour().accept(sample, request);
    long start = parts.clock().nanos();

    Read read = read(sample, null);

    assertThat(read.problem()).isEqualTo(fault.problem());
    assertThat(read.reading()).isNull();
    assertThat(read.retryAtMillis()).isGreaterThan(parts.clock().millis() - 1000);
    assertThat(Duration.ofNanos(parts.clock().nanos() - start)).isLessThan(DEADLINE);
    assertThat(limiter.asked).as("every call took a permit").hasSize(served.get());
  }

  /** All at once, since each takes its whole deadline. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void read_silentOrDrippingUpstream_isTimedOut(boolean dripping) throws Exception {
    deploy(SAMPLES, SHORT_DEADLINE);
    behaviour =
        request -> {
          if (dripping) {
            drip(request.response());
          }
        };

    List<Future<ReadReply>> reads = new ArrayList<>();
    for (Sample sample : SAMPLES) {
      reads.add(ask(sample, null));
    }

    for (Future<ReadReply> read : reads) {
      assertThat(Fakes.await(read).reads().get(0).problem()).isEqualTo(Problem.TIMED_OUT);
    }
    // Time may run out between a permit and its call, and before the call is seen here.
    assertThat(limiter.asked)
        .as("every call took a permit")
        .hasSizeGreaterThanOrEqualTo(served.get());
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_normalPage_givesScoredPosts(Sample sample) throws Exception {
    deploy(sample);
    behaviour = request -> page(sample, request.response());

    Reading reading = reading(read(sample, null));

    assertThat(reading.provider()).isEqualTo(sample.upstream().id());
    assertThat(reading.posts()).hasSize(2);
    ScoredPost newest = reading.posts().get(0);
    assertThat(newest.author() == null || newest.author().matches("[0-9a-f]{16}")).isTrue();
    if (sample.isOpinion()) {
      assertThat(newest.publishedAtMillis()).isEqualTo(NOON - 60_000);
      assertThat(newest.score()).isGreaterThan(0);
      assertThat(newest.terms().isEmpty()).isNotEqualTo(sample.upstream().quotable());
    } else {
      assertThat(newest.tellsCount()).isTrue();
    }
    assertThat(reading.quota()).isEqualTo(new Reading.QuotaLeft(7, 42));
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_packedPage_isUnpacked(Sample sample) throws Exception {
    deploy(sample);
    behaviour =
        request ->
            request
                .response()
                .putHeader("Content-Type", sample.type())
                .putHeader("Content-Encoding", "gzip")
                .end(zip(sample.page().getBytes(java.nio.charset.StandardCharsets.UTF_8)));

    assertThat(reading(read(sample, null)).posts()).hasSize(2);
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_again_addsNothingAndCountsNothingTwice(Sample sample) throws Exception {
    deploy(sample);
    behaviour = request -> page(sample, request.response());
    Reading first = reading(read(sample, null));

    Reading second = reading(read(sample, first));

    assertThat(second.posts()).isEqualTo(first.posts());
    assertThat(second.filtered()).isEqualTo(first.filtered());
    assertThat(second.cursor()).isEqualTo(first.cursor());
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_emptyPage_isAReadingWithoutPosts(Sample sample) throws Exception {
    deploy(sample);
    behaviour =
        request -> request.response().putHeader("Content-Type", sample.type()).end(sample.empty());

    assertThat(reading(read(sample, null)).posts()).isEmpty();
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_refusedWithRetryAfter_tellsTheLimiter(Sample sample) throws Exception {
    deploy(sample);
    behaviour =
        request ->
            request.response().setStatusCode(429).putHeader("Retry-After", "90").end("slow down");
    long before = parts.clock().millis();

    Read read = read(sample, null);

    assertThat(read.retryAtMillis()).isBetween(before + 90_000, before + 95_000);
    Adopt adopt = limiter.told(sample.upstream().id());
    assertThat(adopt.refused()).isTrue();
    assertThat(adopt.resetAtMillis()).isEqualTo(read.retryAtMillis());
    assertThat(limiter.adopted).as("once").isEmpty();
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_refusedOnceWith401_isRenewedWhereThatCanHelp(Sample sample) throws Exception {
    deploy(sample);
    AtomicInteger refusals = new AtomicInteger(1);
    behaviour =
        request -> {
          if (refusals.getAndDecrement() > 0) {
            request.response().setStatusCode(401).end();
          } else {
            page(sample, request.response());
          }
        };

    Read read = read(sample, null);

    boolean renewable = !sample.preludes().isEmpty();
    assertThat(read.problem()).isEqualTo(renewable ? null : Problem.UNAUTHORIZED);
    assertThat(limiter.asked).hasSize(renewable ? 4 : 1);
    Read next = read(sample, null);
    assertThat(next.problem()).as("left alone").isEqualTo(read.problem());
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_aPreludeFails_isThatProblemAndTriedAgain(Sample sample) throws Exception {
    deploy(sample);
    behaviour = request -> page(sample, request.response());
    List<Prelude> good = preludes;
    preludes =
        good.stream().map(prelude -> new Prelude(prelude.path(), "{\"error\":\"no\"}")).toList();

    Read read = read(sample, null);

    assertThat(read.problem()).isEqualTo(good.isEmpty() ? null : Problem.MALFORMED);
    preludes = good;
    assertThat(reading(read(sample, null)).posts()).hasSize(2);
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_unchangedAnswer_isAskedForConditionally(Sample sample) throws Exception {
    deploy(sample);
    List<String> conditions = new java.util.concurrent.CopyOnWriteArrayList<>();
    behaviour =
        request -> {
          String condition = request.getHeader("If-None-Match");
          conditions.add(condition + request.getHeader("If-Modified-Since"));
          request.response().putHeader("ETag", "\"v1\"");
          if ("\"v1\"".equals(condition)) {
            request.response().setStatusCode(304).end();
          } else {
            page(sample, request.response());
          }
        };

    Reading first = reading(read(sample, null));
    Reading again = reading(read(sample, null));

    assertThat(again.posts()).isEqualTo(first.posts());
    if (sample.upstream().reusable().isZero()) {
      assertThat(conditions).containsExactly("nullnull", "\"v1\"null");
    } else {
      assertThat(conditions).as("the answer is still good").containsExactly("nullnull");
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_unasked304_isMalformed(Sample sample) throws Exception {
    deploy(sample);
    behaviour = request -> request.response().setStatusCode(304).end();

    assertThat(read(sample, null).problem()).isEqualTo(Problem.MALFORMED);
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_redirectWithinTheHost_isFollowedWithItsOwnPermit(Sample sample) throws Exception {
    deploy(sample);
    behaviour =
        request -> {
          if ("/moved".equals(request.path())) {
            page(sample, request.response());
          } else {
            request.response().setStatusCode(302).putHeader("Location", "/moved?a=b").end();
          }
        };

    assertThat(reading(read(sample, null)).posts()).hasSize(2);
    assertThat(limiter.asked).hasSize(2 + sample.preludes().size());
  }

  /** A source that can be asked in another way is asked once more, with a permit of its own. */
  @ParameterizedTest
  @FieldSource("SAMPLES")
  void read_refusedAsAWhole_isAskedInItsOtherWay(Sample sample) throws Exception {
    deploy(sample);
    AtomicInteger refusals = new AtomicInteger(1);
    behaviour =
        request -> {
          if (refusals.getAndDecrement() > 0) {
            request.response().setStatusCode(400).end();
          } else {
            page(sample, request.response());
          }
        };

    Read read = read(sample, null);

    boolean other = sample.upstream() instanceof X;
    assertThat(read.problem()).isEqualTo(other ? null : Problem.NOT_FOUND);
    assertThat(limiter.asked).hasSize((other ? 2 : 1) + sample.preludes().size());
  }

  private void deploy(Sample sample) throws Exception {
    deploy(List.of(sample), DEADLINE);
  }

  private void deploy(List<Sample> samples, Duration deadline) throws Exception {
    preludes = samples.stream().flatMap(sample -> sample.preludes().stream()).toList();
    ProviderOptions options =
        Fakes.keyed(
            Fakes.options(
                "http://127.0.0.1:" + (server == null ? 0 : server.actualPort()),
                deadline,
                Fakes.patient()),
            Samples.SETTINGS);
    Map<String, ProviderOptions> all = new HashMap<>();
    samples.forEach(sample -> all.put(sample.upstream().id(), options));
    registry =
        new ProviderRegistry(
            vertx,
            parts,
            samples.stream().map(sample -> Source.of(sample.upstream(), parts)).toList(),
            all,
            true);
    Fakes.await(registry.start());
  }

  private Read read(Sample sample, @Nullable Reading earlier) throws Exception {
    return Fakes.await(ask(sample, earlier)).reads().get(0);
  }

  private Future<ReadReply> ask(Sample sample, @Nullable Reading earlier) {
    ReadRequest request =
        new ReadRequest(List.of(new Wanted("ACME", earlier)), Priority.INTERACTIVE, 5_000);
    return bus.ask(Addresses.providerRead(sample.upstream().id()), request, ReadReply.class, 8_000);
  }

  private static Reading reading(Read read) {
    assertThat(read.problem()).isNull();
    Reading reading = read.reading();
    assertThat(reading).isNotNull();
    return java.util.Objects.requireNonNull(reading);
  }

  private static void page(Sample sample, HttpServerResponse response) {
    response.putHeader("Content-Type", sample.type()).end(sample.page());
  }

  private static void drip(HttpServerResponse response) {
    response.setChunked(true).write(" ");
    List<Runnable> drops = new ArrayList<>();
    drops.add(
        () ->
            response
                .write(" ")
                .compose(written -> Future.<Void>future(next -> later(next)))
                .onSuccess(again -> drops.get(0).run()));
    drops.get(0).run();
  }

  private static void later(Promise<Void> next) {
    CompletableFuture.delayedExecutor(30, TimeUnit.MILLISECONDS).execute(next::complete);
  }

  private static void flood(HttpServerResponse response) {
    Buffer chunk = Buffer.buffer(new byte[64 << 10]);
    response.setChunked(true);
    List<Runnable> pump = new ArrayList<>();
    pump.add(
        () -> {
          while (!response.closed() && !response.writeQueueFull()) {
            response.write(chunk);
          }
        });
    response.drainHandler(drained -> pump.get(0).run());
    pump.get(0).run();
  }

  private static Buffer zip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Buffer.buffer(out.toByteArray());
  }
}
