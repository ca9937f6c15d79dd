package dev.windsock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.Caller.Reply;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole service over HTTP, against simulated upstreams, with nothing but memory. */
class WindsockIT {
  private static Stage stage;
  private static Caller http;

  @BeforeAll
  static void start() throws Exception {
    stage = new Stage();
    http = stage.start().http();
  }

  @AfterAll
  static void stop() throws Exception {
    stage.close();
  }

  private static String post(String id, String text, String symbol, Instant at) {
    return new JsonObject()
        .put("id", id)
        .put("text", text)
        .put("published_at", at.toString())
        .put("symbols", new JsonArray().add(symbol))
        .encode();
  }

  private static void assertProblem(Reply reply, int status, String code) {
    assertThat(reply.status()).as(reply.body().toString()).isEqualTo(status);
    assertThat(reply.header("content-type")).isEqualTo("application/problem+json");
    JsonObject problem = reply.json();
    assertThat(problem.getInteger("status")).isEqualTo(status);
    assertThat(problem.getString("code")).isEqualTo(code);
    assertThat(problem.getString("request_id")).isNotBlank();
    assertThat(reply.body().toString()).doesNotContain("Exception", "\tat ");
  }

  @Test
  void sentiment_tsla_answersFromEverySourceWithEvidence() throws Exception {
    Reply reply = http.get("/v1/sentiment/TSLA");

    assertThat(reply.status()).isEqualTo(200);
    JsonObject answer = reply.json();
    assertThat(answer.getString("symbol")).isEqualTo("TSLA");
    assertThat(answer.getString("status")).isEqualTo("ok");
    assertThat(answer.getDouble("score")).isBetween(-1.0, 1.0);
    assertThat(answer.getJsonArray("ci95").getDouble(0)).isLessThan(answer.getDouble("score"));
    assertThat(answer.getJsonArray("ci95").getDouble(1)).isGreaterThan(answer.getDouble("score"));
    assertThat(answer.getInteger("n_posts")).isPositive();
    assertThat(answer.getBoolean("simulated")).isTrue();
    assertThat(answer.getJsonArray("sources").stream().map(s -> ((JsonObject) s).getString("id")))
        .containsExactly("stocktwits", "yahoo", "google_news", "hackernews", "tickertick", "feed");
    assertThat(
            answer.getJsonArray("sources").stream()
                .map(s -> ((JsonObject) s).getString("status"))
                .collect(Collectors.toSet()))
        .isSubsetOf("ok", "empty");
    JsonObject evidence = answer.getJsonArray("evidence").getJsonObject(0);
    assertThat(evidence.fieldNames())
        .contains("id", "source", "published", "score", "contribution", "terms");
    assertThat(answer.encode()).doesNotContain("NaN");
  }

  @Test
  void sentiment_again_isTheSameBytesWithItsValidatorAndAge() throws Exception {
    Reply first = http.get("/v1/sentiment/NVDA");
    Reply second = http.get("/v1/sentiment/NVDA");

    assertThat(second.body()).isEqualTo(first.body());
    assertThat(second.header("etag")).isEqualTo(first.header("etag")).startsWith("\"");
    assertThat(Long.parseLong(second.header("age"))).isBetween(0L, 60L);
    assertThat(second.header("cache-control"))
        .contains("max-age=", "stale-while-revalidate=", "stale-if-error=");
    assertThat(first.header("cache-status")).contains("fwd=miss");
    assertThat(second.header("cache-status")).contains("hit");
    assertThat(second.header("windsock-simulated")).isEqualTo("true");

    Reply known = http.get("/v1/sentiment/NVDA", "if-none-match", first.header("etag"));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.body().length()).isZero();
  }

  @Test
  void sentiment_gzip_isTheSameAnswerPacked() throws Exception {
    Reply plain = http.get("/v1/sentiment/AMD");
    Reply packed = http.get("/v1/sentiment/AMD", "accept-encoding", "gzip");

    assertThat(packed.header("content-encoding")).isEqualTo("gzip");
    assertThat(packed.header("vary")).contains("accept-encoding");
    assertThat(packed.body().length()).isLessThan(plain.body().length());
    try (var in = new GZIPInputStream(new ByteArrayInputStream(packed.body().getBytes()))) {
      assertThat(Buffer.buffer(in.readAllBytes())).isEqualTo(plain.body());
    }
  }

  @Test
  void batch_symbols_answersEachInOrder() throws Exception {
    Reply json = http.get("/v1/sentiment?symbols=AAPL,BTC,brk-b");
    Reply ndjson = http.get("/v1/sentiment?symbols=AAPL,BTC&format=ndjson");
    Reply csv = http.get("/v1/sentiment?symbols=AAPL,BTC", "accept", "text/csv");

    JsonArray answers = json.json().getJsonArray("answers");
    assertThat(answers.stream().map(a -> ((JsonObject) a).getString("symbol")))
        .containsExactly("AAPL", "BTC-USD", "BRK.B");
    assertThat(ndjson.header("content-type")).startsWith("application/x-ndjson");
    assertThat(ndjson.body().toString().lines().map(line -> new JsonObject(line)))
        .extracting(answer -> answer.getString("symbol"))
        .containsExactly("AAPL", "BTC-USD");
    assertThat(csv.header("content-type")).startsWith("text/csv");
    List<String> lines = csv.body().toString().lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).startsWith("symbol,");
    assertThat(lines.get(1)).startsWith("AAPL,");
  }

  @Test
  void batch_hundredSymbols_answersAndOneMoreIsRefused() throws Exception {
    String hundred =
        IntStream.range(0, 100).mapToObj(i -> "QA" + i).collect(Collectors.joining(","));

    Reply reply = http.get("/v1/sentiment?sources=feed&symbols=" + hundred);
    assertThat(reply.json().getJsonArray("answers")).hasSize(100);
    Reply refused = http.get("/v1/sentiment?symbols=" + hundred + ",AAPL");
    assertProblem(refused, 400, "invalid_request");
    assertThat(refused.json().getString("parameter")).isEqualTo("symbols");
  }

  @Test
  void sentiment_symbolNobodyKnows_isNoDataAndNotZero() throws Exception {
    JsonObject answer = http.get("/v1/sentiment/ZZZQ").json();

    assertThat(answer.getString("status")).isEqualTo("no_data");
    assertThat(answer.fieldNames()).contains("score", "label", "ci95");
    assertThat(answer.getValue("score")).isNull();
    assertThat(answer.getValue("label")).isNull();
    assertThat(answer.getValue("ci95")).isNull();
    assertThat(answer.getInteger("n_posts")).isZero();
    assertThat(http.get("/v1/sentiment?symbols=ZZZQ&format=csv").body().toString().lines())
        .last()
        .asString()
        .contains("no_data", ",,");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..%2f..%2fetc%2fpasswd",
        "%7Btag%7D",
        "A*",
        "%24%24%24",
        "AAPL%0d%0aX",
        "%D0%90APL",
        "TOOLONGSYMBOL",
        "%3Cscript%3E",
        "'%20OR%201=1--",
        "%5E"
      })
  void sentiment_hostileSymbol_isRefusedByName(String symbol) throws Exception {
    Reply reply = http.get("/v1/sentiment/" + symbol);

    assertProblem(reply, 400, "invalid_request");
    assertThat(reply.json().getString("parameter")).isIn("symbol", "path");
    assertThat(reply.header("x-content-type-options")).isEqualTo("nosniff");
  }

  @Test
  void sentiment_unknownParameterAndSource_namesWhatThereIs() throws Exception {
    Reply parameter = http.get("/v1/sentiment/AAPL?windw=1h");
    assertProblem(parameter, 400, "invalid_request");
    assertThat(parameter.json().getString("detail")).contains("windw", "window");

    Reply source = http.get("/v1/sentiment/AAPL?sources=bloomberg");
    assertProblem(source, 400, "invalid_request");
    assertThat(source.json().getString("detail")).contains("bloomberg", "stocktwits", "feed");

    assertProblem(http.get("/v1/sentiment/AAPL?evidence=51"), 400, "invalid_request");
    assertProblem(http.get("/v1/sentiment/AAPL?window=2h"), 400, "invalid_request");
  }

  @Test
  void score_lines_areScoredAndABadOneIsNamed() throws Exception {
    Reply reply =
        http.post(
            "/v1/score?explain=true",
            "application/x-ndjson",
            Buffer.buffer(
                """
                {"id":"a","text":"$TSLA shares surge after record profit","target":"TSLA"}
                {"id":"b"}
                {"id":"c","text":"$TSLA shares plunge on weak guidance","target":"TSLA"}
                """));

    assertThat(reply.status()).isEqualTo(200);
    List<JsonObject> results =
        reply.body().toString().lines().map(line -> new JsonObject(line)).toList();
    assertThat(results).hasSize(3);
    assertThat(results.get(0).getDouble("score")).isPositive();
    assertThat(results.get(0).getJsonArray("terms")).isNotEmpty();
    assertThat(results.get(1).getJsonObject("error").getInteger("line")).isEqualTo(2);
    assertThat(results.get(1).getJsonObject("error").getString("path")).isEqualTo("text");
    assertThat(results.get(2).getDouble("score")).isNegative();
  }

  @Test
  void posts_goodAndBadLines_goodOnesCountAndBadOnesAreNamed() throws Exception {
    Instant now = Instant.now();
    Reply reply =
        http.posts(
            post("m1", "Great quarter, shares surge", "MIXA", now),
            "{\"id\":\"m2\",",
            "{\"id\":\"m3\",\"published_at\":\"" + now + "\"}",
            post("m4", "Weak guidance, shares plunge", "not a symbol", now),
            post("m5", "Upgraded to buy", "MIXA", now),
            "7");

    assertThat(reply.status()).isEqualTo(200);
    JsonObject taken = reply.json();
    assertThat(taken.getInteger("accepted")).isEqualTo(2);
    assertThat(taken.getInteger("changed")).isEqualTo(2);
    assertThat(taken.getInteger("rejected_count")).isEqualTo(4);
    assertThat(taken.getJsonArray("rejected").stream().map(r -> ((JsonObject) r)))
        .extracting(r -> r.getInteger("line"), r -> r.getString("path"))
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2, "line"),
            org.assertj.core.groups.Tuple.tuple(3, "text"),
            org.assertj.core.groups.Tuple.tuple(4, "symbols[0]"),
            org.assertj.core.groups.Tuple.tuple(6, "line"));
    assertThat(http.get("/v1/sentiment/MIXA?sources=feed").json().getInteger("n_posts"))
        .isEqualTo(2);
  }

  @Test
  void posts_oneWithTooManySymbols_isNamedAndTheOthersAreKept() throws Exception {
    Instant now = Instant.now();
    JsonArray many = new JsonArray();
    IntStream.range(0, 18).forEach(i -> many.add("MS" + i));
    JsonObject crowded = new JsonObject(post("t1", "All of them surge", "MANYA", now));

    JsonObject taken =
        http.posts(
                crowded.copy().put("symbols", many).encode(),
                post("t2", "Shares surge after record profit", "MANYA", now))
            .json();

    assertThat(taken.getInteger("accepted")).isEqualTo(1);
    assertThat(taken.getJsonArray("rejected").getJsonObject(0).getString("path"))
        .isEqualTo("symbols");
  }

  @Test
  void posts_new_replaceTheCachedAnswerAtOnceAndAgainChangeNothing() throws Exception {
    Instant now = Instant.now();
    String uri = "/v1/sentiment/OWNA?sources=feed";
    JsonObject before = http.get(uri).json();
    assertThat(before.getString("status")).isEqualTo("no_data");
    String[] lines = {
      post("o1", "OWNA shares surge after record profit", "OWNA", now),
      post("o2", "OWNA beats estimates and raises guidance", "OWNA", now)
    };

    assertThat(http.posts(lines).json().getInteger("changed")).isEqualTo(2);
    Reply after = http.get(uri);
    assertThat(after.json().getInteger("n_posts")).isEqualTo(2);
    assertThat(after.json().getDouble("score")).isPositive();
    assertThat(
            after.json().getJsonArray("evidence").stream()
                .map(e -> ((JsonObject) e).getString("id")))
        .containsExactlyInAnyOrder("o1", "o2");

    JsonObject again = http.posts(lines).json();
    assertThat(again.getInteger("accepted")).isEqualTo(2);
    assertThat(again.getInteger("changed")).isZero();
    assertThat(http.get(uri).header("etag")).isEqualTo(after.header("etag"));

    http.posts(post("o3", "OWNA downgraded, shares plunge on fraud", "OWNA", now));
    assertThat(http.get(uri).json().getInteger("n_posts")).isEqualTo(3);
  }

  @Test
  void posts_engagement_countsInTheBlend() throws Exception {
    Instant now = Instant.now();
    JsonObject good = new JsonObject(post("e1", "shares surge on record profit", "ENGA", now));
    JsonObject bad = new JsonObject(post("e2", "shares plunge on weak guidance", "ENGA", now));
    http.posts(good.put("engagement", 0).encode(), bad.put("engagement", 0).encode());
    double level = http.get("/v1/sentiment/ENGA?sources=feed").json().getDouble("score");

    http.posts(good.put("engagement", 5_000).encode());

    assertThat(http.get("/v1/sentiment/ENGA?sources=feed").json().getDouble("score"))
        .isGreaterThan(level);
  }

  @Test
  void state_providersQuotaAndCache_arePlainJson() throws Exception {
    http.get("/v1/sentiment/MSFT");

    JsonArray providers = http.get("/v1/providers").json().getJsonArray("providers");
    assertThat(providers.stream().map(provider -> ((JsonObject) provider).getString("id")))
        .contains("stocktwits", "sec", "bluesky", "alpaca", "feed")
        .doesNotHaveDuplicates();
    JsonObject stocktwits = http.get("/v1/providers/stocktwits").json();
    assertThat(stocktwits.getString("state")).isEqualTo("up");
    assertThat(stocktwits.getString("breaker")).isEqualTo("closed");
    assertThat(stocktwits.getJsonObject("quota").getJsonArray("windows")).hasSize(1);
    assertProblem(http.get("/v1/providers/none"), 404, "not_found");

    JsonObject quota = http.get("/v1/quota").json();
    assertThat(
            quota.getJsonArray("quotas").stream().map(q -> ((JsonObject) q).getString("provider")))
        .contains("stocktwits");

    JsonObject cache = http.get("/v1/cache/stats").json();
    assertThat(cache.getString("redis")).isNotBlank();
    assertThat(cache.getJsonObject("near").getLong("entries")).isPositive();
    assertThat(cache.getJsonObject("caches").getJsonObject("readings")).isNotEmpty();
    assertThat(cache.encode()).doesNotContain("\"map\"");
  }

  @Test
  void operations_alive_healthyAndMeasured() throws Exception {
    http.get("/v1/sentiment/MSFT");

    assertThat(http.get("/livez").json().getString("status")).isEqualTo("up");
    assertThat(http.get("/readyz").json().getString("status")).isEqualTo("ready");
    assertThat(http.get("/health").json().getString("status")).isEqualTo("up");
    Reply metrics = http.get("/metrics");
    assertThat(metrics.header("content-type")).startsWith("text/plain");
    assertThat(metrics.body().toString())
        .contains(
            "windsock_cache_requests_total{",
            "windsock_quota_decisions_total{",
            "windsock_upstream_requests",
            "windsock_breaker_state{")
        .doesNotContain("MSFT");
    Reply page = http.get("/");
    assertThat(page.header("content-type")).startsWith("text/html");
    assertThat(page.header("content-security-policy")).contains("default-src 'none'");
    assertThat(page.header("etag")).startsWith("\"");
  }

  @Test
  void protocol_refusals_areProblemDocuments() throws Exception {
    assertProblem(http.get("/nothing"), 404, "not_found");
    Reply method = http.post("/v1/sentiment/AAPL", "application/json", Buffer.buffer("{}"));
    assertProblem(method, 405, "method_not_allowed");
    assertThat(method.header("allow")).contains("GET");
    assertProblem(
        http.post("/v1/posts", "application/x-ndjson", Buffer.buffer(new byte[(1 << 20) + 1])),
        413,
        "body_too_large");
    assertProblem(http.get("/v1/sentiment/" + "A".repeat(5_000)), 414, "uri_too_long");
    assertProblem(http.get("/livez", "x-long", "a".repeat(9_000)), 431, "headers_too_large");
    assertProblem(http.get("/v1/sentiment/%zz"), 400, "invalid_request");
    assertProblem(
        http.post("/v1/posts", "application/json", Buffer.buffer("[{\"id\":")),
        400,
        "invalid_request");
    assertProblem(
        http.post("/v1/posts", "text/html", Buffer.buffer("<p>")), 415, "unsupported_media_type");
  }

  @Test
  void head_anyAnswer_hasTheHeadersAlone() throws Exception {
    Reply head =
        Stage.await(
            http.ask(
                HttpMethod.HEAD,
                "/v1/sentiment/AAPL",
                MultiMap.caseInsensitiveMultiMap(),
                Buffer.buffer()));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("etag")).startsWith("\"");
    assertThat(head.body().length()).isZero();
  }
}
