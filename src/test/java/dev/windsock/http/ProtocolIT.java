package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetSocket;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ProtocolIT {
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage().reading();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private static HttpOptions options(
      Duration deadline, int connections, String host, String token) {
    return new HttpOptions(
        host,
        0,
        deadline,
        Duration.ofSeconds(30),
        connections,
        65_536,
        1 << 20,
        Secret.of(token),
        Duration.ofMillis(1_500));
  }

  private JsonObject problem(String raw, int status) {
    assertThat(raw).matches("(?s)HTTP/1\\.[01] " + status + " .*");
    assertThat(raw.toLowerCase(Locale.ROOT)).contains("application/problem+json");
    JsonObject problem = new JsonObject(raw.substring(raw.indexOf("\r\n\r\n") + 4));
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("request_id")).isNotBlank();
    assertThat(problem.getString("code")).isNotBlank();
    return problem;
  }

  @Test
  void request_notHttp_is400Problem() throws Exception {
    problem(stage.raw("hello\r\n\r\n"), 400);
  }

  @Test
  void requestLine_tooLong_is414Problem() throws Exception {
    problem(stage.raw("GET /" + "a".repeat(5000) + " HTTP/1.1\r\nHost: a\r\n\r\n"), 414);
  }

  @Test
  void headers_tooLarge_is431Problem() throws Exception {
    problem(stage.raw("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(9000) + "\r\n\r\n"), 431);
  }

  @Test
  void host_twiceOrMissing_is400AlsoWhenTheAnswerIsAtHand() throws Exception {
    stage.get("/v1/sentiment/AAPL");
    problem(stage.raw("GET /v1/sentiment/AAPL HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
    problem(stage.raw("GET /v1/sentiment/AAPL HTTP/1.1\r\n\r\n"), 400);
  }

  @Test
  void header_folded_is400AndPipelinedOnesAreNot() throws Exception {
    stage.get("/v1/sentiment/AAPL");
    String folded = "GET /v1/sentiment/AAPL HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c: d\r\n\r\n";
    problem(stage.raw(folded), 400);
    problem(stage.raw("POST /v1/posts HTTP/1.1\r\nHost: a\r\n\tb\r\n\r\n"), 400);
    String plain = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
    String last = "GET /livez HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    assertThat(stage.raw(plain + plain + last).split("HTTP/1.1 200", -1)).hasSize(4);
  }

  @Test
  void header_foldedBehindARequestNotAnsweredYet_isNoAnswerToThatOne() throws Exception {
    Promise<Nothing> asked = Promise.promise();
    stage.bus.serve(
        Addresses.PROVIDERS_LIST,
        Nothing.class,
        nothing -> {
          asked.tryComplete(Nothing.NOTHING);
          return Promise.<Nothing>promise().future();
        });
    String slow = "GET /v1/providers HTTP/1.1\r\nHost: a\r\n\r\n";
    String folded = "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c: d\r\n\r\n";
    assertThat(stage.raw(slow + folded)).isEmpty();

    Promise<String> got = Promise.promise();
    NetSocket socket = Stage.await(stage.netClient.connect(stage.port, "127.0.0.1"));
    Buffer all = Buffer.buffer();
    socket.handler(all::appendBuffer);
    socket.closeHandler(closed -> got.tryComplete(all.toString()));
    Stage.await(socket.write(slow));
    Stage.await(asked.future());
    Stage.await(socket.write(folded));
    assertThat(Stage.await(got.future())).isEmpty();
  }

  @Test
  void header_foldedAndMoreBehind_isRefusedOnce() throws Exception {
    String folded = "GET /livez HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c: d\r\n\r\n";
    String raw = stage.raw(folded + "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    assertThat(raw.split("HTTP/1.1 ", -1)).hasSize(2);
    assertThat(raw).startsWith("HTTP/1.1 400");
  }

  @Test
  void head_thatDrips_isClosedAtTheDeadline() throws Exception {
    try (Stage hasty = new Stage(options(Duration.ofMillis(300), 64, "127.0.0.1", ""))) {
      assertThat(hasty.raw("GET /livez HTTP/1.1\r\nHos")).isEmpty();
      String whole = "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n";
      assertThat(hasty.raw(whole + "GET /livez HTTP/1.1\r\nHos").split("HTTP/1.1 200", -1))
          .hasSize(2);
    }
  }

  @Test
  void body_stillComingAfterTheAnswer_isClosedSoon() throws Exception {
    stage.get("/v1/sentiment/AAPL");
    String rest = " HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{";
    assertThat(stage.raw("GET /v1/sentiment/AAPL" + rest)).startsWith("HTTP/1.1 200");
    assertThat(stage.raw("POST /v2/nothing" + rest)).startsWith("HTTP/1.1 404");
    assertThat(stage.raw("POST /v1/posts" + rest)).startsWith("HTTP/1.1 415");
    try (Stage guarded = new Stage(options(Duration.ofSeconds(30), 64, "127.0.0.1", "sesame"))) {
      assertThat(guarded.raw("POST /v1/admin/cache/invalidate" + rest)).startsWith("HTTP/1.1 401");
    }
  }

  @Test
  void body_brokenChunk_is400AndNoErrorOfOurs() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(Problems.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    logger.addAppender(logged);
    try (Stage hasty = new Stage(options(Duration.ofMillis(300), 64, "127.0.0.1", ""))) {
      String head = "POST /v1/posts HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n";
      problem(stage.raw(head + "Transfer-Encoding: chunked\r\n\r\nzz\r\n"), 400);
      problem(hasty.raw(head + "Content-Length: 100\r\n\r\n{"), 408);
    } finally {
      logger.detachAppender(logged);
    }
    assertThat(logged.list).isEmpty();
  }

  @Test
  void path_notPlainUtf8_is400() throws Exception {
    for (String path : new String[] {"/v1/%00", "/v1/sentiment/%ff", "/%c0%af", "/%", "/%zz"}) {
      problem(stage.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
    }
  }

  @Test
  void path_unknown_is404Problem() throws Exception {
    Stage.Got got = stage.get("/v2/nothing");
    assertThat(got.status()).isEqualTo(404);
    assertThat(got.json().getString("code")).isEqualTo("not_found");
  }

  @Test
  void method_wrong_is405WithAllow() throws Exception {
    Stage.Got got = stage.send(HttpMethod.DELETE, "/v1/sentiment/AAPL", null);
    assertThat(got.status()).isEqualTo(405);
    assertThat(got.headers().get("allow")).isEqualTo("GET, HEAD");
    assertThat(stage.get("/v1/posts").headers().get("allow")).isEqualTo("POST");
  }

  @Test
  void requestId_wellFormed_isKeptElseReplaced() throws Exception {
    stage.get("/v1/sentiment/AAPL");
    for (String uri : new String[] {"/v1/sentiment/AAPL", "/livez"}) {
      assertThat(stage.get(uri, "X-Request-Id", "a.B-9_").headers().get("x-request-id"))
          .isEqualTo("a.B-9_");
      assertThat(stage.get(uri, "X-Request-Id", "a b").headers().get("x-request-id"))
          .matches("[a-z0-9]+");
      assertThat(stage.get(uri, "X-Request-Id", "a".repeat(65)).headers().get("x-request-id"))
          .hasSizeLessThan(20);
    }
  }

  @Test
  void body_thatDrips_isClosedAtTheDeadline() throws Exception {
    try (Stage hasty = new Stage(options(Duration.ofMillis(300), 64, "127.0.0.1", ""))) {
      String got =
          hasty.raw(
              "POST /v1/posts HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                  + "Content-Length: 100\r\n\r\n{");
      problem(got, 408);
    }
  }

  @Test
  void answer_notInTime_is504() throws Exception {
    try (Stage hasty = new Stage(options(Duration.ofMillis(200), 64, "127.0.0.1", ""))) {
      hasty.bus.serve(
          Addresses.PROVIDERS_LIST, Nothing.class, nothing -> Promise.<Nothing>promise().future());
      Stage.Got got = hasty.get("/v1/providers");
      assertThat(got.status()).isEqualTo(504);
      assertThat(got.json().getString("code")).isEqualTo("timed_out");
    }
  }

  @Test
  void connections_moreThanAllowed_areClosedAtOnce() throws Exception {
    try (Stage small = new Stage(options(Duration.ofSeconds(5), 1, "127.0.0.1", ""))) {
      small.get("/livez");
      assertThat(small.raw("GET /livez HTTP/1.1\r\nHost: a\r\n\r\n")).isEmpty();
    }
  }

  @Test
  void open_portInUse_failsNamingIt() {
    HttpOptions taken =
        new HttpOptions(
            "127.0.0.1",
            stage.port,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            64,
            65_536,
            1 << 20,
            Secret.of(""),
            Duration.ofMillis(300));
    assertThatThrownBy(() -> new Stage(taken))
        .hasRootCauseInstanceOf(InvalidValueException.class)
        .rootCause()
        .hasMessageContaining("http.port")
        .hasMessageContaining(stage.port + " (in use)");
  }

  @Test
  void body_brokenChunk_isTheCallersFault() throws Exception {
    String answer =
        stage.raw(
            """
            POST /v1/posts HTTP/1.1\r
            Host: a\r
            Content-Type: application/x-ndjson\r
            Transfer-Encoding: chunked\r
            \r
            zz\r
            {}\r
            0\r
            \r
            """);

    assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":\"invalid_request\"");
  }

  @Test
  void shutdown_anyGrace_staysWithinTheTimeThatAStopHas() {
    HttpOptions options = options(Duration.ofSeconds(10), 64, "127.0.0.1", "");
    assertThat(HttpDoor.shutdown(options)).isEqualTo(Duration.ofSeconds(7));
    HttpOptions hasty = options(Duration.ofSeconds(2), 64, "127.0.0.1", "");
    assertThat(HttpDoor.shutdown(hasty)).isEqualTo(Duration.ofSeconds(2));
    assertThatThrownBy(
            () ->
                new HttpOptions(
                    "127.0.0.1",
                    0,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(30),
                    64,
                    65_536,
                    1 << 20,
                    Secret.of(""),
                    Duration.ofMillis(6_001)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("0s to 6s");
  }

  @Test
  void drain_requestInFlight_isAnsweredAndIdleConnectionsAreNotWaitedFor() throws Exception {
    Promise<ProviderStates> states = Promise.promise();
    Promise<Nothing> asked = Promise.promise();
    try (Stage closing = new Stage(options(Duration.ofSeconds(30), 64, "127.0.0.1", ""))) {
      closing.bus.serve(
          Addresses.PROVIDERS_LIST,
          Nothing.class,
          nothing -> {
            asked.tryComplete(Nothing.NOTHING);
            return states.future();
          });
      NetSocket idle = Stage.await(closing.netClient.connect(closing.port, "127.0.0.1"));
      Promise<Nothing> idleClosed = Promise.promise();
      idle.closeHandler(closed -> idleClosed.tryComplete(Nothing.NOTHING));
      NetSocket busy = Stage.await(closing.netClient.connect(closing.port, "127.0.0.1"));
      Buffer all = Buffer.buffer();
      Promise<String> got = Promise.promise();
      busy.handler(all::appendBuffer);
      busy.closeHandler(closed -> got.tryComplete(all.toString()));
      Stage.await(busy.write("GET /v1/providers HTTP/1.1\r\nHost: a\r\n\r\n"));
      Stage.await(asked.future());
      long startNanos = closing.clock.nanos();

      var drained = closing.door.drain();
      Stage.await(idleClosed.future());
      states.complete(new ProviderStates(List.of()));

      assertThat(Stage.await(got.future())).startsWith("HTTP/1.1 200");
      Stage.await(drained);
      assertThat(Duration.ofNanos(closing.clock.nanos() - startNanos))
          .isLessThan(HttpDoor.shutdown(options(Duration.ofSeconds(30), 64, "127.0.0.1", "")));
    }
  }

  @Test
  void fault_ofARequestWithoutBody_saysThatTheConnectionEnds() throws Exception {
    String answer = stage.raw("GET /v1/sentiment/AAPL HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 400").containsIgnoringCase("connection: close");
  }

  @Test
  void drain_saysCloseWhileItStillAnswersAndThenCloses() throws Exception {
    try (Stage closing = new Stage(options(Duration.ofSeconds(5), 64, "127.0.0.1", ""))) {
      closing.reading().get("/v1/sentiment/AAPL");
      assertThat(closing.get("/readyz").status()).isEqualTo(200);

      var drained = closing.door.drain();
      Stage.Got ready = closing.get("/readyz");
      Stage.Got hit = closing.get("/v1/sentiment/AAPL");

      assertThat(ready.status()).isEqualTo(503);
      assertThat(ready.headers().get("retry-after")).isEqualTo("1");
      assertThat(ready.json().getString("code")).isEqualTo("draining");
      assertThat(hit.status()).isEqualTo(200);
      assertThat(hit.headers().get("connection")).isEqualTo("close");
      assertThat(closing.get("/livez").status()).isEqualTo(200);
      Stage.await(drained);
      // Who comes as the listening socket closes may still be let in, and is then not answered.
      assertThatThrownBy(
              () -> {
                String answer = "";
                for (int i = 0; i < 1_000 && answer.isEmpty(); i++) {
                  answer = closing.raw("GET /livez HTTP/1.0\r\n\r\n");
                }
              })
          .hasRootCauseInstanceOf(ConnectException.class);
    }
  }
}
