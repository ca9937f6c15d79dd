package dev.windsock;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.lab.LabOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GetCommandIT {
  private static final String ANSWER =
      """
      {"symbol":"TSLA","as_of":"2026-11-23T12:00:00Z","window":"PT24H","status":"partial",
      "score":0.21,"label":"bullish","ci95":[0.11,0.31],"confidence":0.74,"n_posts":412,
      "n_eff":96.4,"age_s":12,"stale":false,"simulated":true,
      "sources":[{"id":"yahoo","status":"ok"},{"id":"x","status":"rate_limited",
      "retry_at":"2026-11-23T12:15:00Z"}]}
      """;

  private final Vertx vertx = Vertx.vertx();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile int status = 200;
  private volatile String body = "{\"answers\":[" + ANSWER + "]}";
  private String url = "";

  @BeforeEach
  void listen() throws Exception {
    HttpServer server =
        await(vertx.createHttpServer().requestHandler(this::answer).listen(0, "127.0.0.1"));
    url = "http://127.0.0.1:" + server.actualPort();
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, SECONDS);
  }

  private void answer(HttpServerRequest request) {
    asked.add(request.uri());
    request.response().setStatusCode(status).end(body);
  }

  private int get(boolean terminal, String... args) {
    Terminal to =
        new Terminal(
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8),
            terminal,
            false,
            Map.of());
    String[] line =
        Stream.concat(Stream.of("get", "--url", url + "/"), Stream.of(args)).toArray(String[]::new);
    Stopping stopping = new Stopping();
    stopping.ask();
    return Main.run(line, NoServices::new, to, stopping);
  }

  private static final class NoServices implements Services {
    @Override
    public Future<Service> start(
        dev.windsock.config.Sources sources, dev.windsock.config.Loaded loaded, boolean simulated) {
      throw new AssertionError("nothing is to be started");
    }

    @Override
    public Future<Service> startLab(int port, LabOptions options) {
      throw new AssertionError("nothing is to be started");
    }

    @Override
    public dev.windsock.score.Scorer scorer() {
      throw new AssertionError("nothing is to be scored");
    }

    @Override
    public dev.windsock.score.SymbolDirectory directory() {
      throw new AssertionError("nothing is to be looked up");
    }
  }

  @Test
  void get_table_showsScoreIntervalAndWhatIsMissing() {
    assertThat(get(false, "tsla", "$TSLA")).isZero();

    assertThat(asked).containsExactly("/v1/sentiment?symbols=TSLA");
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "SYMBOL     SCORE  LABEL                95 %   CONF  POSTS  STATUS",
            "TSLA       +0.21  bullish     +0.11 … +0.31   0.74    412  partial (simulated)",
            "          x: rate_limited, again at 2026-11-23T12:15:00Z");
  }

  @Test
  void get_onATerminal_isColoured() {
    assertThat(get(true, "TSLA")).isZero();
    assertThat(out.toString(UTF_8)).contains("\u001b[32mTSLA");
  }

  @Test
  void get_csv_hasStableColumns() {
    assertThat(get(false, "TSLA", "--format", "csv")).isZero();
    assertThat(out.toString(UTF_8).lines())
        .containsExactly(
            "symbol,as_of,window,status,score,label,ci_low,ci_high,confidence,n_posts,n_eff,age_s,stale,simulated",
            "TSLA,2026-11-23T12:00:00Z,PT24H,partial,0.21,bullish,0.11,0.31,0.74,412,96.4,12,false,true");
  }

  @Test
  void get_json_isOneAnswerALine() {
    assertThat(get(false, "TSLA", "--format", "json")).isZero();
    assertThat(out.toString(UTF_8).lines()).singleElement().asString().startsWith("{\"symbol\"");
  }

  @Test
  void get_noData_isNotZero() {
    body =
        "[{\"symbol\":\"ZZZZ\",\"status\":\"no_data\",\"score\":null,\"label\":null,\"ci95\":null,"
            + "\"confidence\":0.0,\"n_posts\":0}]";

    assertThat(get(false, "ZZZZ")).isZero();
    assertThat(out.toString(UTF_8)).contains("ZZZZ           –  –").contains("no_data");
  }

  @Test
  void get_watchAskedToStop_endsAfterOneLook() {
    assertThat(get(false, "TSLA", "--watch")).isZero();
    assertThat(asked).hasSize(1);
  }

  @Test
  void get_moreThanAQuestionHolds_asksSeveralTimes() {
    String[] symbols = IntStream.range(0, 150).mapToObj(i -> "A" + i).toArray(String[]::new);

    assertThat(get(false, symbols)).isZero();
    assertThat(asked).hasSize(2);
  }

  @Test
  void get_refusal_saysTheServicesReason() {
    status = 503;
    body = "{\"title\":\"Draining\",\"detail\":\"the service is stopping\"}";

    assertThat(get(false, "TSLA")).isEqualTo(69);
    assertThat(err.toString(UTF_8))
        .isEqualToIgnoringNewLines(
            "windsock: the service refused with 503: the service is stopping");
  }

  @Test
  void get_somethingElseAnswers_saysSo() {
    body = "<html>";

    assertThat(get(false, "TSLA")).isEqualTo(69);
    assertThat(err.toString(UTF_8)).contains("is no Windsock");
  }
}
