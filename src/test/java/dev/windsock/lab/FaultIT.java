package dev.windsock.lab;

import static dev.windsock.lab.LabServer.await;
import static dev.windsock.lab.LabServer.awaitFailure;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.InvalidValueException;
import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each fault as a client sees it. */
class FaultIT {
  private static final String PATH = "/api/2/streams/symbol/TSLA.json";
  private LabServer server;

  @BeforeEach
  void start() {
    server = new LabServer(LabOptions.defaults());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void arm(Fault.Kind kind) {
    server.lab.fault("stocktwits", Fault.of(kind).times(1));
  }

  private LabServer.Answer ask() {
    return server.get("stocktwits", PATH);
  }

  private Future<HttpClientResponse> open() {
    return open(response -> {});
  }

  /** Opens a response and handles it on the event loop before any of its body arrives. */
  private Future<HttpClientResponse> open(Consumer<HttpClientResponse> handler) {
    return Waiting.onLoop(
        server.vertx,
        () ->
            server
                .client
                .request(server.request("stocktwits", PATH))
                .compose(request -> request.send().onSuccess(handler::accept)));
  }

  @Test
  void tooMany_answersTheProvidersRefusalButCountsNoViolation() {
    arm(Fault.Kind.TOO_MANY);
    LabServer.Answer answer = ask();
    assertThat(answer.status()).isEqualTo(429);
    assertThat(answer.json().at("/response/status").asInt()).isEqualTo(429);
    LabReport report = server.lab.report();
    assertThat(report.violations()).isZero();
    assertThat(server.report("stocktwits").faults()).containsEntry("too-many", 1L);
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void serverError_isA5xxInHtml() {
    arm(Fault.Kind.SERVER_ERROR);
    LabServer.Answer answer = ask();
    assertThat(answer.status()).isBetween(500, 503);
    assertThat(answer.header("Content-Type")).startsWith("text/html");
  }

  @Test
  void blockPages_areHtmlWithEitherStatus() {
    arm(Fault.Kind.HTML_403);
    assertThat(ask().status()).isEqualTo(403);
    arm(Fault.Kind.HTML_200);
    LabServer.Answer answer = ask();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body().toString()).startsWith("<!doctype html>");
    arm(Fault.Kind.UNAUTHORIZED);
    assertThat(ask().status()).isEqualTo(401);
  }

  @Test
  void wrongJson_isJsonOfAnotherShape() {
    arm(Fault.Kind.WRONG_JSON);
    assertThat(ask().json().get("messages").isArray()).isFalse();
    arm(Fault.Kind.DEEP_JSON);
    assertThat(ask().body().toString()).startsWith("[[[[").hasSize(40_000);
    arm(Fault.Kind.HOSTILE_XML);
    assertThat(ask().body().toString()).contains("<!ENTITY", "file:///");
  }

  @Test
  void redirects_leadAstrayAndAreCountedWhenFollowed() {
    arm(Fault.Kind.REDIRECT_LINK_LOCAL);
    LabServer.Answer local = ask();
    assertThat(local.status()).isEqualTo(302);
    assertThat(local.header("Location")).startsWith("http://169.254.169.254/");
    arm(Fault.Kind.REDIRECT_OTHER);
    LabServer.Answer other = ask();
    assertThat(other.header("Location")).startsWith("http://localhost:");
    assertThat(server.lab.report().trapped()).isZero();
    await(
        server.send(
            new RequestOptions()
                .setAbsoluteURI(
                    server.lab.baseUrl("stocktwits").replace("stocktwits", "_lab/trap")),
            Buffer.buffer()));
    assertThat(server.lab.report().trapped()).isEqualTo(1);
  }

  @Test
  void skew_movesDateAndResetByNinetySeconds() {
    for (Fault.Kind kind : new Fault.Kind[] {Fault.Kind.SKEW_AHEAD, Fault.Kind.SKEW_BEHIND}) {
      arm(kind);
      LabServer.Answer answer = ask();
      long seconds = server.clock.millis() / 1000;
      long skew = kind == Fault.Kind.SKEW_AHEAD ? 90 : -90;
      assertThat(
              Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(answer.header("Date")))
                  .getEpochSecond())
          .isEqualTo(seconds + skew);
      assertThat(Long.parseLong(answer.header("X-RateLimit-Reset")))
          .isEqualTo(seconds + skew + 3600);
      assertThat(answer.json().get("messages")).hasSize(30);
    }
  }

  @Test
  void reset_failsTheRequest() {
    arm(Fault.Kind.RESET);
    assertThat(awaitFailure(open())).isNotNull();
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void truncated_announcesMoreThanItSends() {
    arm(Fault.Kind.TRUNCATED);
    Future<LabServer.Answer> sent =
        server.send(server.request("stocktwits", PATH), Buffer.buffer());
    assertThat(awaitFailure(sent)).isNotNull();
  }

  @Test
  void hang_answersNothingUntilItGivesUp() throws Exception {
    arm(Fault.Kind.HANG);
    Future<HttpClientResponse> opened = open();
    awaitRequests(1);
    assertThat(opened.isComplete()).isFalse();
    assertThat(server.clock.armed()).isEqualTo(1);
    server.clock.advance(Duration.ofSeconds(61));
    assertThat(awaitFailure(opened)).isNotNull();
    assertThat(server.clock.armed()).isZero();
  }

  @Test
  void hang_clientGone_armsNoTimerAnyMore() throws Exception {
    arm(Fault.Kind.HANG);
    var request = await(server.client.request(server.request("stocktwits", PATH)));
    request.end();
    awaitRequests(1);
    await(request.connection().close());
    awaitUntil(() -> server.clock.armed() == 0);
  }

  @Test
  void slowHeaders_answersInTheEnd() throws Exception {
    arm(Fault.Kind.SLOW_HEADERS);
    Future<HttpClientResponse> opened = open();
    awaitRequests(1);
    assertThat(opened.isComplete()).isFalse();
    server.clock.advance(Duration.ofSeconds(3));
    assertThat(await(opened).statusCode()).isEqualTo(200);
  }

  @Test
  void drip_sendsAByteAtATimeAndStopsWhenTheClientGoes() throws Exception {
    arm(Fault.Kind.DRIP);
    AtomicLong bytes = new AtomicLong();
    Future<HttpClientResponse> opened =
        open(response -> response.handler(part -> bytes.addAndGet(part.length())));
    awaitRequests(1);
    for (int i = 1; i <= 20; i++) {
      server.clock.advance(Duration.ofMillis(100));
      int soFar = i;
      awaitUntil(() -> bytes.get() == soFar);
    }
    await(await(opened).request().connection().close());
    awaitUntil(() -> server.clock.armed() == 0);
  }

  @Test
  void endless_keepsComingUntilTheClientGoes() throws Exception {
    arm(Fault.Kind.ENDLESS);
    Promise<Long> enough = Promise.promise();
    AtomicLong bytes = new AtomicLong();
    open(
        response ->
            response.handler(
                part -> {
                  if (bytes.addAndGet(part.length()) > 20_000_000 && enough.tryComplete(1L)) {
                    response.request().connection().close();
                  }
                }));
    await(enough.future());
    assertThat(bytes.get()).isLessThan(60_000_000);
    assertThat(ask().status()).isEqualTo(200);
  }

  @Test
  void gzipBomb_inflatesToAGibibyteFromOneMebibyte() throws Exception {
    arm(Fault.Kind.GZIP_BOMB);
    LabServer.Answer answer = ask();
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    assertThat(answer.body().length()).isLessThan(3 << 20);
    long inflated = 0;
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(answer.body().getBytes()))) {
      for (int read = in.read(chunk); read > 0 && inflated < 64 << 20; read = in.read(chunk)) {
        inflated += read;
      }
    }
    assertThat(inflated).isGreaterThanOrEqualTo(64 << 20);
  }

  @Test
  void fault_chanceAndCountAndDuration_areKept() {
    server.lab.fault("stocktwits", Fault.of(Fault.Kind.HTML_403).chance(0.5).times(10));
    int met = 0;
    for (int i = 0; i < 60; i++) {
      met += ask().status() == 403 ? 1 : 0;
    }
    assertThat(met).isEqualTo(10);
    server.lab.fault("stocktwits", Fault.of(Fault.Kind.HTML_403).lasting(Duration.ofSeconds(5)));
    assertThat(ask().status()).isEqualTo(403);
    server.clock.advance(Duration.ofSeconds(5));
    assertThat(ask().status()).isEqualTo(200);
    server.lab.fault("stocktwits", Fault.of(Fault.Kind.HTML_403));
    server.lab.clearFaults();
    assertThat(ask().status()).isEqualTo(200);
    assertThatThrownBy(() -> server.lab.fault("nobody", Fault.of(Fault.Kind.HANG)))
        .isInstanceOf(InvalidValueException.class);
  }

  @Test
  void control_overHttp_armsAndReports() throws Exception {
    JsonNode armed =
        control(
            HttpMethod.POST,
            "fault",
            "{\"provider\":\"stocktwits\",\"kind\":\"html-403\",\"count\":1}");
    assertThat(armed.get("armed").asBoolean()).isTrue();
    assertThat(ask().status()).isEqualTo(403);
    assertThat(ask().status()).isEqualTo(200);
    JsonNode report = control(HttpMethod.GET, "report", "");
    assertThat(report.at("/providers/stocktwits/requests").asInt()).isEqualTo(2);
    assertThat(report.at("/providers/stocktwits/statuses/403").asInt()).isEqualTo(1);
    assertThat(
            control(HttpMethod.POST, "fault", "{\"provider\":\"x y\",\"kind\":\"hang\"}")
                .toString())
        .contains("stocktwits");
    assertThat(control(HttpMethod.POST, "fault", "{\"kind\":\"no\"}").toString()).contains("hang");
    assertThat(control(HttpMethod.POST, "fault", "nonsense").toString()).contains("not JSON");
  }

  private JsonNode control(HttpMethod method, String path, String body) {
    return await(
            server.send(
                new RequestOptions()
                    .setMethod(method)
                    .setAbsoluteURI(
                        server.lab.baseUrl("stocktwits").replace("stocktwits", "_lab/" + path)),
                Buffer.buffer(body)))
        .json();
  }

  private void awaitRequests(long count) throws Exception {
    awaitUntil(
        () -> {
          LabReport.Provider report = server.lab.report().providers().get("stocktwits");
          return report != null && report.requests() >= count && server.clock.armed() > 0;
        });
  }

  /** Polls on a Vert.x timer: what is awaited happens on another thread. */
  private void awaitUntil(java.util.function.BooleanSupplier condition) throws Exception {
    Promise<Void> met = Promise.promise();
    long timer =
        server.vertx.setPeriodic(
            1,
            tick -> {
              if (condition.getAsBoolean()) {
                met.tryComplete();
              }
            });
    met.future().toCompletionStage().toCompletableFuture().get(10, SECONDS);
    server.vertx.cancelTimer(timer);
  }
}
