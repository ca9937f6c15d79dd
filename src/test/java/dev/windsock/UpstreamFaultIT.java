package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.Caller.Reply;
import dev.windsock.lab.Fault;
import dev.windsock.lab.Fault.Kind;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One upstream misbehaves: the answer says so, and is made of the others. */
class UpstreamFaultIT {
  private static final String ILL = "stocktwits";

  private static Stage stage;
  private Stage.Instance instance;

  @BeforeAll
  static void open() throws Exception {
    stage = new Stage();
  }

  @AfterAll
  static void close() throws Exception {
    stage.close();
  }

  @BeforeEach
  void start() throws Exception {
    stage.lab.clearFaults();
    instance =
        stage.start(
            "providers.stocktwits.deadline=800ms",
            "providers.stocktwits.ttl=1s",
            "cache.staleWhileRevalidate=0s",
            "cache.ttlJitter=0",
            "cache.earlyRefreshBeta=0",
            "monitor.maxSources=10");
  }

  @AfterEach
  void stop() throws Exception {
    stage.stop(instance);
  }

  private static JsonObject source(JsonObject answer, String id) {
    return answer.getJsonArray("sources").stream()
        .map(JsonObject.class::cast)
        .filter(source -> source.getString("id").equals(id))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "TOO_MANY, rate_limited",
    "SERVER_ERROR, unavailable",
    "UNAUTHORIZED, unauthorized",
    "HANG, timed_out",
    "SLOW_HEADERS, timed_out",
    "DRIP, timed_out",
    "ENDLESS, malformed",
    "GZIP_BOMB, malformed",
    "TRUNCATED, unavailable",
    "HTML_403, disabled",
    "HTML_200, malformed",
    "WRONG_JSON, malformed",
    "DEEP_JSON, malformed",
    "HOSTILE_XML, malformed",
    "REDIRECT_LINK_LOCAL, malformed",
    "REDIRECT_OTHER, malformed",
    "RESET, unavailable"
  })
  void sentiment_upstreamIll_isPartialWithTheReasonAndTheOthersFine(Kind kind, String reason)
      throws Exception {
    stage.lab.fault(ILL, Fault.of(kind));

    Reply reply = instance.http().get("/v1/sentiment/TSLA");

    assertThat(reply.status()).isEqualTo(200);
    JsonObject answer = reply.json();
    assertThat(answer.getString("status")).isEqualTo("partial");
    assertThat(answer.getDouble("score")).isNotNull();
    assertThat(source(answer, ILL).getString("status")).isEqualTo(reason);
    for (String other : List.of("yahoo", "google_news", "hackernews", "tickertick", "feed")) {
      assertThat(source(answer, other).getString("status")).as(other).isIn(Set.of("ok", "empty"));
    }
    assertThat(stage.lab.report().trapped()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"SKEW_AHEAD", "SKEW_BEHIND"})
  void sentiment_upstreamsClockIsOff_isStillWhole(Kind kind) throws Exception {
    stage.lab.fault(ILL, Fault.of(kind));

    JsonObject answer = instance.http().get("/v1/sentiment/TSLA").json();

    assertThat(answer.getString("status")).isEqualTo("ok");
  }

  @Test
  void sentiment_upstreamTurnsIll_keepsTheEarlierReadingAsStale() throws Exception {
    Caller http = instance.http();
    stage.until(
        "a good reading",
        () ->
            http.asking("/v1/sentiment/TSLA")
                .map(reply -> source(reply.json(), ILL).getString("status").equals("ok")));
    stage.lab.fault(ILL, Fault.of(Kind.SERVER_ERROR));

    stage.until(
        "a stale source",
        () ->
            http.asking("/v1/sentiment/TSLA")
                .map(reply -> source(reply.json(), ILL).getString("status").equals("stale")));

    JsonObject answer = http.get("/v1/sentiment/TSLA").json();
    assertThat(answer.getString("status")).isEqualTo("stale");
    assertThat(answer.getBoolean("stale")).isTrue();
    assertThat(source(answer, ILL).getString("reason")).isEqualTo("unavailable");
    assertThat(source(answer, ILL).getDouble("score")).isNotNull();
    stage.lab.clearFaults();
    stage.until(
        "a whole answer again",
        () ->
            http.asking("/v1/sentiment/TSLA")
                .map(reply -> reply.json().getString("status").equals("ok")));
  }

  @Test
  void sentiment_everyUpstreamIll_isNoDataAndNoServerError() throws Exception {
    Stage.UPSTREAMS.forEach(upstream -> stage.lab.fault(upstream, Fault.of(Kind.SERVER_ERROR)));

    Reply reply = instance.http().get("/v1/sentiment/TSLA");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().getString("status")).isEqualTo("no_data");
    assertThat(reply.json().getValue("score")).isNull();
  }
}
