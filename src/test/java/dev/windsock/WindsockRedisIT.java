package dev.windsock;

import static dev.windsock.Stage.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.windsock.Caller.Reply;
import dev.windsock.redis.TestRedis;
import dev.windsock.sentiment.Problem;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several instances of the whole service on one real Redis, up and down. */
@Timeout(60)
class WindsockRedisIT {
  private static final String FEED = "/v1/sentiment/SHRA?sources=feed";

  private Stage stage;

  @BeforeEach
  void open() throws Exception {
    stage = new Stage();
  }

  @AfterEach
  void close() throws Exception {
    stage.close();
  }

  private Stage.Instance start(TestRedis redis, String... more) throws Exception {
    String[] settings = new String[more.length + 2];
    settings[0] = "redis.mode=standalone";
    settings[1] = "redis.endpoints=[redis://127.0.0.1:" + redis.port() + "]";
    System.arraycopy(more, 0, settings, 2, more.length);
    return stage.start(settings);
  }

  private Stage.Instance up(TestRedis redis) throws Exception {
    Stage.Instance instance = start(redis);
    untilHealth(instance, "up");
    return instance;
  }

  private void untilHealth(Stage.Instance instance, String status) throws Exception {
    stage.until(
        "health " + status,
        () ->
            instance
                .http()
                .asking("/health")
                .map(reply -> reply.json().getString("status").equals(status)));
  }

  private static String post(String id, String text) {
    return new JsonObject()
        .put("id", id)
        .put("text", text)
        .put("published_at", Instant.now().toString())
        .put("symbols", new JsonArray().add("SHRA"))
        .encode();
  }

  private void untilPosts(Stage.Instance instance, int count) throws Exception {
    stage.until(
        count + " posts",
        () ->
            instance.http().asking(FEED).map(reply -> reply.json().getInteger("n_posts") == count));
  }

  @Test
  void posts_onOneInstance_answerOnTheOtherThoughItHadAnAnswer() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Stage.Instance one = up(redis);
      Stage.Instance other = up(redis);
      assertThat(other.http().get(FEED).json().getString("status")).isEqualTo("no_data");

      String first = post("s1", "Shares surge after record profit");
      assertThat(one.http().posts(first).json().getInteger("changed")).isEqualTo(1);
      untilPosts(other, 1);
      JsonObject back = other.http().posts(post("s2", "Beats estimates, raises outlook")).json();
      assertThat(back.getInteger("changed")).isEqualTo(1);
      untilPosts(one, 2);
      assertThat(other.http().get(FEED).json().getInteger("n_posts")).isEqualTo(2);

      assertThat(other.http().posts(first).json().getInteger("changed")).isZero();
      stage.close();
      stage = new Stage();
      untilPosts(up(redis), 2);
    }
  }

  @Test
  void invalidate_onOneInstance_isMissedOnTheOther() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Stage.Instance one = up(redis);
      Stage.Instance other = up(redis);
      String uri = "/v1/sentiment/AAPL?sources=hackernews";
      one.http().get(uri);
      other.http().get(uri);
      assertThat(other.http().get(uri).header("cache-status")).contains("hit");

      Reply removed =
          one.http()
              .post(
                  "/v1/admin/cache/invalidate",
                  "application/json",
                  Buffer.buffer("{\"symbol\":\"AAPL\"}"));

      assertThat(removed.json().getInteger("removed")).isPositive();
      stage.until(
          "a miss",
          () ->
              other.http().asking(uri).map(reply -> reply.header("cache-status").contains("miss")));
    }
  }

  /** Asks one question after the other until told to stop. */
  private static Future<Void> asking(
      Stage.Instance instance, AtomicInteger next, AtomicBoolean stop, Queue<Reply> odd) {
    if (stop.get()) {
      return Future.succeededFuture();
    }
    int n = next.incrementAndGet();
    String uri =
        n % 3 == 0 ? "/v1/sentiment/R" + n % 90 + "?sources=hackernews" : "/v1/sentiment/TSLA";
    return instance
        .http()
        .asking(uri)
        .compose(
            reply -> {
              if (reply.status() != 200) {
                odd.add(reply);
              }
              return asking(instance, next, stop, odd);
            });
  }

  /** What befalls Redis, or ends. */
  private interface Event {
    void happen() throws Exception;
  }

  private void outage(TestRedis redis, Event begins, Event ends) throws Exception {
    Stage.Instance one = up(redis);
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    Queue<Reply> odd = new ConcurrentLinkedQueue<>();
    Future<Void> a = asking(one, asked, stop, odd);
    Future<Void> b = asking(one, asked, stop, odd);

    begins.happen();
    untilHealth(one, "degraded");
    int before = asked.get();
    assertThat(one.http().get("/readyz").status()).isEqualTo(200);
    assertThat(one.http().get("/health").json().encode()).contains("serving from memory");
    assertThat(one.http().posts(post("k1", "Shares surge")).json().getInteger("accepted"))
        .isEqualTo(1);
    assertThat(one.http().get(FEED).json().getInteger("n_posts")).isEqualTo(1);
    stage.until("more answers", () -> Future.succeededFuture(asked.get() > before + 50));
    ends.happen();
    untilHealth(one, "up");
    int after = asked.get();
    stage.until("still more answers", () -> Future.succeededFuture(asked.get() > after + 50));
    stop.set(true);
    await(Future.all(a, b));

    assertThat(odd).isEmpty();
    assertThat(one.http().get(FEED).json().getInteger("n_posts")).isEqualTo(1);
  }

  @Test
  void redisKilledUnderRequests_nobodyNoticesAndItIsFoundAgain() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      outage(redis, redis::kill, redis::start);
    }
  }

  @Test
  void redisHangsUnderRequests_nobodyNoticesAndItIsFoundAgain() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      outage(redis, redis::hang, redis::resume);
    }
  }

  @Test
  void redisRestarted_whatWasMissedMayHaveChangedSoAnswersAreMadeAnew() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Stage.Instance one = up(redis);
      String uri = "/v1/sentiment/AAPL?sources=hackernews";
      one.http().get(uri);
      assertThat(one.http().get(uri).header("cache-status")).contains("hit");

      redis.kill();
      untilHealth(one, "degraded");
      redis.start();

      stage.until(
          "an answer made anew",
          () -> one.http().asking(uri).map(reply -> reply.header("cache-status").contains("miss")));
    }
  }

  @Test
  void redisRefusesThePassword_healthSaysSoAndMemoryServes() throws Exception {
    try (TestRedis redis = new TestRedis("right").start()) {
      Stage.Instance one = start(redis, "redis.password=wrong");

      untilHealth(one, "degraded");
      stage.until(
          "the reason",
          () ->
              one.http()
                  .asking("/health")
                  .map(reply -> reply.body().toString().contains("AUTH refused")));
      assertThat(one.http().get("/health").body().toString())
          .doesNotContain("wrong\"", "Exception");
      assertThat(one.http().get("/readyz").status()).isEqualTo(200);
      assertThat(one.http().get("/v1/sentiment/TSLA").json().getString("status")).isEqualTo("ok");
    }
  }

  @Test
  void redisAway_atStart_servesFromMemoryAndFindsItLater() throws Exception {
    try (TestRedis redis = new TestRedis()) {
      Stage.Instance one = start(redis);
      assertThat(one.http().get("/v1/sentiment/TSLA").json().getString("status")).isEqualTo("ok");
      one.http().posts(post("a1", "Shares surge"));

      redis.start();
      untilHealth(one, "up");

      assertThat(one.http().get(FEED).json().getInteger("n_posts")).isEqualTo(1);
    }
  }

  /** Knows none of the project's classes: addresses and JSON alone. */
  private static final class ThirdParty extends VerticleBase {
    final Queue<JsonObject> heard = new ConcurrentLinkedQueue<>();

    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .<JsonObject>consumer("windsock.sentiment.changed", message -> heard.add(message.body()))
          .completion();
    }

    Future<JsonObject> ask(String address, JsonObject request) {
      return vertx.eventBus().<JsonObject>request(address, request).map(reply -> reply.body());
    }
  }

  @Test
  void bus_thirdPartyWithPlainJson_isServed() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      Stage.Instance one = up(redis);
      ThirdParty party = new ThirdParty();
      await(one.vertx().deployVerticle(party));

      JsonArray symbols = new JsonArray().add("tsla").add("BTC");
      JsonObject asked =
          await(party.ask("windsock.sentiment.ask", new JsonObject().put("symbols", symbols)));
      assertThat(asked.getJsonArray("answers").stream().map(a -> ((JsonObject) a)))
          .extracting(answer -> answer.getString("symbol"))
          .containsExactly("TSLA", "BTC-USD");
      assertThat(asked.getJsonArray("answers").getJsonObject(0).getInteger("n_posts")).isPositive();

      JsonObject value = new JsonObject().put("of", new JsonArray().add(1).add("two"));
      JsonObject key = new JsonObject().put("key", "their:key");
      await(
          party.ask(
              "windsock.cache.put", key.copy().put("value", value).put("ttl_millis", 60_000)));
      assertThat(await(party.ask("windsock.cache.get", key)).getJsonObject("value"))
          .isEqualTo(value);
      JsonObject removed =
          await(party.ask("windsock.cache.invalidate", new JsonObject().put("pattern", "their:*")));
      assertThat(removed.getInteger("removed")).isEqualTo(1);
      assertThat(removed.getBoolean("dry_run")).isFalse();
      assertThat(await(party.ask("windsock.cache.get", key)).getValue("value")).isNull();

      JsonObject quotas = await(party.ask("windsock.quota.peek", new JsonObject()));
      assertThat(quotas.getJsonArray("quotas")).isNotEmpty();
      JsonObject stats = await(party.ask("windsock.cache.stats", new JsonObject()));
      assertThat(stats.getJsonObject("caches").containsKey("readings")).isTrue();
      JsonObject providers = await(party.ask("windsock.providers.list", new JsonObject()));
      assertThat(providers.getJsonArray("providers").stream().map(p -> ((JsonObject) p)))
          .extracting(provider -> provider.getString("id"))
          .contains("stocktwits", "sec", "bluesky", "feed")
          .doesNotHaveDuplicates();
      JsonObject permit =
          await(
              party.ask(
                  "windsock.quota.acquire",
                  new JsonObject()
                      .put("provider", "stocktwits")
                      .put("cost", 1)
                      .put("wanted", 1)
                      .put("priority", "interactive")
                      .put("max_wait_millis", 0)));
      assertThat(permit.getInteger("granted")).isEqualTo(1);

      one.http().posts(post("b1", "Shares surge"));
      // What was read for the questions above is announced too.
      JsonArray posted = new JsonArray().add("SHRA");
      stage.until(
          "news",
          () ->
              Future.succeededFuture(
                  party.heard.stream()
                      .anyMatch(news -> posted.equals(news.getJsonArray("symbols")))));
    }
  }

  @Test
  void bus_badJson_failsWithTheCodeAndASentence() throws Exception {
    Stage.Instance one = stage.start();
    ThirdParty party = new ThirdParty();
    await(one.vertx().deployVerticle(party));

    for (JsonObject bad :
        new JsonObject[] {
          new JsonObject(),
          new JsonObject().put("symbols", new JsonArray().add("not a symbol")),
          new JsonObject().put("symbols", "TSLA")
        }) {
      Throwable failure = catchThrowable(() -> await(party.ask("windsock.sentiment.ask", bad)));

      assertThat(failure)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(ReplyException.class);
      ReplyException reply = (ReplyException) Objects.requireNonNull(failure.getCause());
      assertThat(reply.failureCode()).isEqualTo(Problem.INVALID_REQUEST.failureCode());
      assertThat(reply.getMessage()).contains("symbol").doesNotContain("Exception", "dev.windsock");
    }
  }
}
