package dev.windsock.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.CacheMessages.Invalidate;
import dev.windsock.bus.CacheMessages.Invalidated;
import dev.windsock.bus.CacheMessages.Warm;
import dev.windsock.bus.CacheMessages.Warmed;
import dev.windsock.bus.Messages.Nothing;
import dev.windsock.bus.ProviderMessages.AcceptPosts;
import dev.windsock.bus.ProviderMessages.Latency;
import dev.windsock.bus.ProviderMessages.OwnPost;
import dev.windsock.bus.ProviderMessages.PostsAccepted;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.ProviderMessages.ProviderStates;
import dev.windsock.bus.QuotaMessages.Peek;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.QuotaStates;
import dev.windsock.option.Secret;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ResourcesIT {
  private static final String GOOD =
      "{\"id\":\"%s\",\"text\":\"$TSLA beat\",\"published_at\":\"2026-11-23T12:00:00+01:00\"}";

  private final List<OwnPost> taken = new CopyOnWriteArrayList<>();
  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
    stage.bus.serve(
        Addresses.POSTS_ACCEPT,
        AcceptPosts.class,
        posts -> {
          taken.addAll(posts.posts());
          return Future.succeededFuture(
              new PostsAccepted(
                  posts.posts().size(), posts.posts().size(), List.of("TSLA"), List.of()));
        });
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private Stage.Got post(String uri, Object body, String type) throws Exception {
    return stage.send(HttpMethod.POST, uri, body, "Content-Type", type);
  }

  @Test
  void posts_someLinesBad_goodOnesAreKeptAndBadOnesNamed() throws Exception {
    String deep = "[".repeat(100) + "]".repeat(100);
    String body =
        String.join(
            "\n",
            GOOD.formatted("1"),
            "{\"id\":",
            "",
            "{\"id\":\"3\",\"text\":7,\"published_at\":\"2026-11-23T12:00:00Z\"}",
            "{\"id\":\"4\",\"text\":\"x\",\"published_at\":\"yesterday\"}",
            "{\"id\":\"5\",\"text\":\"x\",\"published_at\":\"2026-11-23T12:00:00Z\","
                + "\"symbols\":[\"TSLA\",\"$$\"]}",
            "{\"id\":\"6\",\"text\":\"x\",\"published_at\":\"2026-11-23T12:00:00Z\","
                + "\"url\":\"javascript:alert(1)\"}",
            "{\"id\":\"7\",\"text\":" + deep + "}",
            "[]",
            GOOD.formatted("9"));

    Stage.Got got = post("/v1/posts", body, "application/x-ndjson");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.json().getInteger("accepted")).isEqualTo(2);
    assertThat(got.json().getInteger("rejected_count")).isEqualTo(7);
    assertThat(got.json().getJsonArray("rejected").stream().map(JsonObject.class::cast))
        .extracting(bad -> bad.getInteger("line") + " " + bad.getString("path"))
        .containsExactly(
            "2 line", "4 text", "5 published_at", "6 symbols[1]", "7 url", "8 line", "9 line");
    assertThat(got.json().getJsonArray("symbols")).containsExactly("TSLA");
    assertThat(taken).extracting(OwnPost::id).containsExactly("1", "9");
    assertThat(taken.get(0).publishedAt()).isEqualTo("2026-11-23T11:00:00Z");
  }

  @Test
  void posts_moreThanASlice_allArriveInOrder() throws Exception {
    JsonArray all = new JsonArray();
    for (int i = 0; i < 450; i++) {
      all.add(new JsonObject(GOOD.formatted(String.valueOf(i))));
    }
    Stage.Got got = post("/v1/posts", all.encode(), "application/json; charset=utf-8");
    assertThat(got.json().getInteger("accepted")).isEqualTo(450);
    assertThat(taken).hasSize(450);
    assertThat(taken.get(449).id()).isEqualTo("449");
  }

  @Test
  void posts_brokenArray_isRefusedWholeNamingWhere() throws Exception {
    Stage.Got got = post("/v1/posts", "[" + GOOD.formatted("1") + ",", "application/json");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.json().getString("detail")).contains("line 1").doesNotContain("jackson");
    assertThat(taken).isEmpty();
  }

  @Test
  void posts_tooLargeButSentWhole_theConnectionIsKept() throws Exception {
    HttpClient one =
        stage.vertx.createHttpClient(new HttpClientOptions(), new PoolOptions().setHttp1MaxSize(1));
    RequestOptions post =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(stage.port)
            .setURI("/v1/posts")
            .putHeader("content-type", "application/json");
    Future<HttpConnection> first =
        one.request(post)
            .compose(
                request ->
                    request
                        .send(Buffer.buffer(new byte[(1 << 20) + 1]))
                        .compose(response -> response.end().map(request.connection())));
    HttpConnection connection = Stage.await(first);
    Promise<String> outcome = Promise.promise();
    connection.closeHandler(closed -> outcome.tryComplete("closed"));
    stage.vertx.setTimer(800, later -> outcome.tryComplete("kept"));
    assertThat(Stage.await(outcome.future())).isEqualTo("kept");
  }

  @Test
  void posts_tooLarge_is413AnnouncedOrNot() throws Exception {
    String large = "x".repeat((1 << 20) + 1);
    Stage.Got got = post("/v1/posts", large, "application/x-ndjson");
    assertThat(got.status()).isEqualTo(413);
    assertThat(got.json().getString("code")).isEqualTo("body_too_large");
    String raw =
        stage.raw(
            "POST /v1/posts HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n100001\r\n"
                + large
                + "\r\n");
    assertThat(raw).startsWith("HTTP/1.1 413");
  }

  @Test
  void posts_formType_is415() throws Exception {
    Stage.Got got = post("/v1/posts", "a=b", "application/x-www-form-urlencoded");
    assertThat(got.status()).isEqualTo(415);
    assertThat(got.json().getString("detail")).contains("application/x-ndjson");
  }

  @Test
  void posts_noContentTypeOrFromAnotherSite_areRefused() throws Exception {
    for (String uri : new String[] {"/v1/posts", "/v1/score"}) {
      assertThat(stage.send(HttpMethod.POST, uri, GOOD.formatted("1")).status()).isEqualTo(415);
      String[] foreign = {"Content-Type", "application/x-ndjson", "Sec-Fetch-Site", "cross-site"};
      Stage.Got got = stage.send(HttpMethod.POST, uri, GOOD.formatted("1"), foreign);
      assertThat(got.status()).isEqualTo(403);
      assertThat(got.json().getString("code")).isEqualTo("cross_site");
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void posts_moreThanAllowed_areRefusedBeforeAnyIsTaken() throws Exception {
    String lines = GOOD.formatted("1") + "\n" + "0\n".repeat(400_000);
    String array = "[" + GOOD.formatted("1") + ",0".repeat(400_000) + "]";
    for (String uri : new String[] {"/v1/posts", "/v1/score"}) {
      String allowed = uri.equals("/v1/posts") ? "at most 20000 items" : "at most 1000 items";
      Stage.Got ofLines = post(uri, lines, "application/x-ndjson");
      assertThat(ofLines.status()).isEqualTo(400);
      assertThat(ofLines.json().getString("allowed")).startsWith(allowed);
      Stage.Got ofArray = post(uri, array, "application/json");
      assertThat(ofArray.status()).isEqualTo(400);
      assertThat(ofArray.json().getString("allowed")).startsWith(allowed);
    }
    assertThat(taken).isEmpty();
  }

  @Test
  void posts_nobodyTakesThem_is503WithRetryAfter() throws Exception {
    try (Stage alone = new Stage()) {
      Stage.Got got =
          alone.send(
              HttpMethod.POST,
              "/v1/posts",
              GOOD.formatted("1"),
              "Content-Type",
              "application/x-ndjson");
      assertThat(got.status()).isEqualTo(503);
      assertThat(got.headers().get("retry-after")).isEqualTo("1");
    }
  }

  @Test
  void score_arrayAndLines_areAnsweredInKindAndInPlace() throws Exception {
    String items =
        "[{\"id\":\"a\",\"text\":\"they beat it\",\"target\":\"AAPL\"},{\"id\":\"b\"},"
            + "{\"text\":\"so so\"}]";
    JsonArray scored = post("/v1/score?explain", items, "application/json").body().toJsonArray();

    JsonObject first = scored.getJsonObject(0);
    assertThat(first.fieldNames())
        .containsExactly(
            "id", "score", "label", "confidence", "probabilities", "relevance", "terms");
    assertThat(first.getJsonArray("probabilities")).isEqualTo(new JsonArray("[0.1,0.3,0.6]"));
    assertThat(first.getDouble("relevance")).isEqualTo(0.5);
    assertThat(scored.getJsonObject(1).getJsonObject("error").getString("path")).isEqualTo("text");
    assertThat(scored.getJsonObject(2).getString("label")).isEqualTo("neutral");

    Stage.Got lines = post("/v1/score", "{\"text\":\"beat\"}\nnope\n", "application/x-ndjson");
    assertThat(lines.body().toString().split("\n")).hasSize(2);
    assertThat(lines.body().toString()).doesNotContain("terms");
    assertThat(post("/v1/score", "[]", "application/json").status()).isEqualTo(400);
    assertThat(post("/v1/score", "{\"text\":\"x\"}\n".repeat(1001), "application/jsonl").status())
        .isEqualTo(400);
  }

  @Test
  void providers_areShownWithTheirQuotas() throws Exception {
    stage.bus.serve(
        Addresses.PROVIDERS_LIST,
        Nothing.class,
        nothing ->
            Future.succeededFuture(
                new ProviderStates(
                    List.of(
                        new ProviderState(
                            "tape",
                            "up",
                            null,
                            "closed",
                            3,
                            0,
                            1.0,
                            new Latency(1, 2, 3),
                            null,
                            null,
                            true,
                            null)))));
    assertThat(stage.get("/v1/providers/tape").json().getString("breaker")).isEqualTo("closed");
    stage.bus.serve(
        Addresses.QUOTA_PEEK,
        Peek.class,
        peek ->
            Future.succeededFuture(
                new QuotaStates(
                    List.of(new QuotaState("tape", "local", 0, null, null, List.of())))));

    JsonObject one = stage.get("/v1/providers").json().getJsonArray("providers").getJsonObject(0);
    assertThat(one.getJsonObject("quota").getString("lane")).isEqualTo("local");
    assertThat(one.getJsonObject("latency_ms").getDouble("p99")).isEqualTo(3);
    assertThat(stage.get("/v1/providers/none").status()).isEqualTo(404);
    assertThat(stage.get("/v1/quota").json().getJsonArray("quotas")).hasSize(1);
  }

  @Test
  void cacheStats_areThoseOfTheBus() throws Exception {
    stage.bus.serve(
        Addresses.CACHE_STATS,
        Nothing.class,
        nothing -> Future.succeededFuture(new JsonObject().put("readings", new JsonObject())));
    assertThat(stage.get("/v1/cache/stats").json().fieldNames()).containsExactly("readings");
  }

  @Test
  void invalidate_fromThisMachineWithoutToken_isPassedOn() throws Exception {
    List<Invalidate> asked = new CopyOnWriteArrayList<>();
    serveInvalidate(stage, asked);
    String uri = "/v1/admin/cache/invalidate";
    Stage.Got got = post(uri, "{\"symbol\":\"aapl\",\"dry_run\":true}", "application/json");
    assertThat(got.json().getLong("removed")).isEqualTo(4);
    assertThat(asked).containsExactly(new Invalidate("AAPL", null, null, null, true));
    assertThat(post(uri, "{}", "application/json").status()).isEqualTo(400);
    assertThat(post(uri, "{\"symbol\":\"aapl\"}", "text/plain").status()).isEqualTo(415);
    Stage.Got rebound =
        stage.send(
            HttpMethod.POST, uri, "{}", "Content-Type", "application/json", "Host", "evil.example");
    assertThat(rebound.status()).isEqualTo(401);
  }

  @Test
  void warm_fromThisMachine_isPassedOn() throws Exception {
    List<Warm> asked = new CopyOnWriteArrayList<>();
    stage.bus.serve(
        Addresses.CACHE_WARM,
        Warm.class,
        what -> {
          asked.add(what);
          return Future.succeededFuture(new Warmed(2, false));
        });
    String uri = "/v1/admin/cache/warm";
    Stage.Got got = post(uri, "{\"symbols\":[\"AAPL\",\"BTC-USD\"]}", "application/json");
    assertThat(got.status()).isEqualTo(200);
    assertThat(got.json().getInteger("symbols")).isEqualTo(2);
    assertThat(post(uri, "{}", "application/json").status()).isEqualTo(200);
    assertThat(asked).containsExactly(new Warm(List.of("AAPL", "BTC-USD")), new Warm(null));
    assertThat(post(uri, "{\"symbol\":\"AAPL\"}", "application/json").status()).isEqualTo(400);
    assertThat(post(uri, "{}", "text/plain").status()).isEqualTo(415);
    assertThat(asked).hasSize(2);
  }

  @Test
  void invalidate_misspeltMember_isRefusedNamingTheNearest() throws Exception {
    List<Invalidate> asked = new CopyOnWriteArrayList<>();
    serveInvalidate(stage, asked);
    String uri = "/v1/admin/cache/invalidate";
    Stage.Got got = post(uri, "{\"symbol\":\"TSLA\",\"dryrun\":true}", "application/json");
    assertThat(got.status()).isEqualTo(400);
    assertThat(got.json().getString("detail")).contains("dryrun", "did you mean dry_run?");
    assertThat(post(uri, "null", "application/json").status()).isEqualTo(400);
    assertThat(asked).isEmpty();
  }

  @Test
  void invalidate_tokenConfigured_isNeeded() throws Exception {
    HttpOptions base = Stage.OPTIONS;
    HttpOptions options =
        new HttpOptions(
            base.host(),
            0,
            base.requestDeadline(),
            base.idleTimeout(),
            base.maxConnections(),
            base.maxBodyBytes(),
            base.maxPostsBytes(),
            Secret.of("sesame"),
            base.drainGrace());
    try (Stage guarded = new Stage(options)) {
      serveInvalidate(guarded, new CopyOnWriteArrayList<>());
      String[] type = {"Content-Type", "application/json"};
      String body = "{\"source\":\"tape\"}";
      String uri = "/v1/admin/cache/invalidate";
      Stage.Got refused = guarded.send(HttpMethod.POST, uri, body, type);
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.headers().get("www-authenticate")).startsWith("Bearer");
      assertThat(
              guarded
                  .send(HttpMethod.POST, uri, body, type[0], type[1], "Authorization", "Bearer x")
                  .status())
          .isEqualTo(401);
      assertThat(
              guarded
                  .send(
                      HttpMethod.POST,
                      uri,
                      body,
                      type[0],
                      type[1],
                      "Authorization",
                      "bearer sesame")
                  .status())
          .isEqualTo(200);
    }
  }

  private static void serveInvalidate(Stage stage, List<Invalidate> asked) {
    stage.bus.serve(
        Addresses.CACHE_INVALIDATE,
        Invalidate.class,
        what -> {
          asked.add(what);
          return Future.succeededFuture(new Invalidated(4, what.dryRun()));
        });
  }

  @Test
  void health_degradedPart_isSaidWhileReady() throws Exception {
    JsonObject health = stage.get("/health").json();
    assertThat(health.getString("status")).isEqualTo("degraded");
    assertThat(health.getJsonObject("components").getJsonObject("redis").getString("detail"))
        .contains("memory");
    assertThat(stage.get("/readyz").json().getString("status")).isEqualTo("ready");
    assertThat(stage.get("/livez").status()).isEqualTo(200);
  }

  @Test
  void metrics_bothForms_countRequestsByRouteAndNeverBySymbol() throws Exception {
    stage.get("/v1/sentiment/AAPL");
    Stage.Got plain = stage.get("/metrics");
    assertThat(plain.headers().get("content-type")).startsWith("text/plain; version=0.0.4");
    assertThat(plain.body().toString())
        .contains("windsock_http_requests_seconds_count{route=\"sentiment\",status=\"2xx\"} 1")
        .doesNotContain("AAPL");
    Stage.Got open = stage.get("/metrics", "Accept", "application/openmetrics-text");
    assertThat(open.body().toString()).endsWith("# EOF\n");
  }

  @Test
  void page_isServedWithValidatorAndNothingFromElsewhere() throws Exception {
    Stage.Got page = stage.get("/");
    assertThat(page.headers().get("content-type")).isEqualTo("text/html; charset=utf-8");
    assertThat(page.headers().get("content-security-policy"))
        .contains("default-src 'none'")
        .doesNotContain("unsafe");
    assertThat(page.body().toString()).doesNotContain("//cdn").doesNotContain("style=");
    assertThat(page.body().toString().replace("<script src=\"/app.js\" defer>", ""))
        .doesNotContain("<script");
    String etag = String.valueOf(page.headers().get("etag"));
    assertThat(stage.get("/", "If-None-Match", etag).status()).isEqualTo(304);
    for (String asset : new String[] {"/app.js", "/style.css", "/icon.svg"}) {
      Stage.Got got = stage.get(asset, "Accept-Encoding", "gzip");
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.headers().get("content-encoding")).isEqualTo("gzip");
      assertThat(got.headers().get("x-content-type-options")).isEqualTo("nosniff");
    }
  }
}
