package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SentimentIT {
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage().reading();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  @Test
  void answer_membersAreThoseOfTheContract() throws Exception {
    JsonObject answer = stage.get("/v1/sentiment/aapl").json();

    assertThat(answer.fieldNames())
        .containsExactlyInAnyOrder(
            "symbol",
            "as_of",
            "window",
            "status",
            "score",
            "label",
            "ci95",
            "confidence",
            "n_posts",
            "n_eff",
            "prior",
            "distribution",
            "change",
            "buzz",
            "sources",
            "evidence",
            "filtered",
            "scorer",
            "stale",
            "age_s",
            "simulated",
            "warnings");
    assertThat(answer.getString("window")).isEqualTo("PT24H");
    assertThat(answer.getString("symbol")).isEqualTo("AAPL");
    assertThat(answer.getJsonObject("prior").fieldNames()).containsExactly("mean", "weight");
    assertThat(answer.getJsonObject("buzz").fieldNames())
        .containsExactly("mentions", "z", "authors", "attention");
    assertThat(answer.getJsonArray("sources").getJsonObject(0).fieldNames())
        .contains("id", "status", "score", "n_eff", "author_label_share", "newest", "age_s")
        .contains("cache", "quota", "retry_at");
    assertThat(answer.getJsonObject("filtered").fieldNames())
        .containsExactly("duplicates", "spam", "off_target");
    JsonObject post = answer.getJsonArray("evidence").getJsonObject(0);
    assertThat(post.fieldNames())
        .containsExactlyInAnyOrder(
            "id",
            "source",
            "url",
            "published",
            "score",
            "confidence",
            "relevance",
            "contribution",
            "terms");
    assertThat(post.getJsonArray("terms").getJsonArray(0).getString(0)).isEqualTo("beat");
  }

  @Test
  void answer_secondTime_isAHitWithTheSameBytesAndHeaders() throws Exception {
    Stage.Got first = stage.get("/v1/sentiment/AAPL");
    Stage.Got second = stage.get("/v1/sentiment/AAPL");

    assertThat(first.headers().get("cache-status")).isEqualTo("windsock; fwd=miss; stored");
    assertThat(second.headers().get("cache-status")).matches("windsock; hit; ttl=\\d+");
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(stage.reads.get()).isEqualTo(1);
    for (Stage.Got got : new Stage.Got[] {first, second}) {
      assertThat(got.headers().get("etag")).isEqualTo(first.headers().get("etag"));
      assertThat(got.headers().get("content-type")).isEqualTo("application/json");
      assertThat(got.headers().get("cache-control"))
          .matches("max-age=\\d+, stale-while-revalidate=60, stale-if-error=86400");
      assertThat(got.headers().get("age")).isEqualTo("0");
      assertThat(got.headers().get("vary")).isEqualTo("accept, accept-encoding");
      assertThat(got.headers().get("x-content-type-options")).isEqualTo("nosniff");
      assertThat(got.headers().get("x-request-id")).matches("[A-Za-z0-9._-]{1,64}");
    }
  }

  @Test
  void answer_knownToTheCaller_is304WithoutBody() throws Exception {
    String etag = stage.get("/v1/sentiment/AAPL").headers().get("etag");

    Stage.Got hit = stage.get("/v1/sentiment/AAPL", "If-None-Match", "\"x\", W/" + etag);
    assertThat(hit.status()).isEqualTo(304);
    assertThat(hit.body().length()).isZero();
    assertThat(hit.headers().get("etag")).isEqualTo(etag);
    assertThat(stage.get("/v1/sentiment/AAPL", "If-None-Match", "\"x\"").status()).isEqualTo(200);
  }

  @Test
  void answer_gzipTaken_isPackedWithItsOwnValidator() throws Exception {
    Stage.Got plain = stage.get("/v1/sentiment/AAPL");
    for (int i = 0; i < 2; i++) {
      Stage.Got packed = stage.get("/v1/sentiment/AAPL", "Accept-Encoding", "br, gzip");
      assertThat(packed.headers().get("content-encoding")).isEqualTo("gzip");
      assertThat(packed.headers().get("etag")).isNotEqualTo(plain.headers().get("etag"));
      byte[] bytes =
          new GZIPInputStream(new ByteArrayInputStream(packed.body().getBytes())).readAllBytes();
      assertThat(Buffer.buffer(bytes)).isEqualTo(plain.body());
    }
    assertThat(stage.get("/v1/sentiment/AAPL", "Accept-Encoding", "gzip;q=0").headers())
        .doesNotContain(Map.entry("content-encoding", "gzip"));
  }

  @Test
  void answer_head_hasTheHeadersAndNoBody() throws Exception {
    Stage.Got get = stage.get("/v1/sentiment/AAPL");
    for (int i = 0; i < 2; i++) {
      Stage.Got head = stage.send(HttpMethod.HEAD, "/v1/sentiment/AAPL", null);
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.body().length()).isZero();
      assertThat(head.headers().get("content-length"))
          .isEqualTo(String.valueOf(get.body().length()));
    }
  }

  @Test
  void batch_threeFormats_holdTheSameAnswers() throws Exception {
    String uri = "/v1/sentiment?symbols=AAPL,TSLA&window=7d";
    Stage.Got json = stage.get(uri);
    assertThat(json.json().getJsonArray("answers")).hasSize(2);
    assertThat(json.headers().get("etag")).isNotNull();

    Stage.Got lines = stage.get(uri, "Accept", "application/x-ndjson");
    assertThat(lines.headers().get("content-type")).isEqualTo("application/x-ndjson");
    assertThat(lines.body().toString().split("\n")).hasSize(2);

    Stage.Got csv = stage.get(uri + "&format=csv");
    assertThat(csv.body().toString())
        .startsWith("symbol,as_of,window,status,score,")
        .contains("\r\nAAPL,", "\r\nTSLA,");
    assertThat(stage.get(uri, "Accept", "image/png").status()).isEqualTo(406);
    assertThat(stage.reads.get()).isEqualTo(1);
  }

  @Test
  void simulated_isSaidInHeaderAndBody() throws Exception {
    stage.blender.simulated = true;
    Stage.Got got = stage.get("/v1/sentiment/AAPL");
    assertThat(got.headers().get("windsock-simulated")).isEqualTo("true");
    assertThat(got.json().getBoolean("simulated")).isTrue();
  }

  @Test
  void symbol_hostile_is400WithWhatIsAllowed() throws Exception {
    for (String symbol :
        new String[] {"%24%24%24", "AA%20PL", "..%2f..", "%F0%9F%9A%80", "{}", "A".repeat(500)}) {
      Stage.Got got = stage.get("/v1/sentiment/" + symbol);
      assertThat(got.status()).as(symbol).isEqualTo(400);
      assertThat(got.headers().get("content-type")).isEqualTo("application/problem+json");
      assertThat(got.json().getString("code")).isEqualTo("invalid_request");
      assertThat(got.json().getString("allowed")).contains("BTC-USD");
      assertThat(got.json().getString("request_id")).isEqualTo(got.headers().get("x-request-id"));
    }
    assertThat(stage.get("/v1/sentiment/%5EGSPC").json().getString("symbol")).isEqualTo("^GSPC");
  }

  @Test
  void query_wrong_is400NamingWhat() throws Exception {
    assertThat(detail("/v1/sentiment/AAPL?windw=1h")).contains("did you mean window?");
    assertThat(detail("/v1/sentiment/AAPL?window=2h")).contains("1h, 6h, 24h or 7d");
    assertThat(detail("/v1/sentiment/AAPL?evidence=51")).contains("from 0 to 50");
    assertThat(detail("/v1/sentiment/AAPL?evidence=-")).contains("evidence");
    assertThat(detail("/v1/sentiment/AAPL?window=1h&window=6h")).contains("given once");
    assertThat(detail("/v1/sentiment/AAPL?sources=nobody")).contains("tape");
    assertThat(detail("/v1/sentiment/AAPL?window=%ff")).contains("UTF-8");
    assertThat(detail("/v1/sentiment/AAPL?format=xml")).contains("json, ndjson or csv");
    assertThat(detail("/v1/sentiment?symbols=AAPL,$$")).contains("symbols[1]");
    assertThat(detail("/v1/sentiment")).contains("1 to 100 symbols");
  }

  private String detail(String uri) throws Exception {
    Stage.Got got = stage.get(uri);
    assertThat(got.status()).isEqualTo(400);
    return got.json().getString("detail");
  }
}
