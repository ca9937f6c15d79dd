package dev.windsock.provider.upstream;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.option.Secret;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.StreamEvent;
import dev.windsock.provider.StreamEvent.Deleted;
import dev.windsock.provider.StreamEvent.Ended;
import dev.windsock.provider.StreamEvent.Passed;
import dev.windsock.provider.StreamEvent.Posted;
import dev.windsock.provider.StreamSource;
import dev.windsock.provider.StreamSource.Step;
import dev.windsock.sentiment.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reading what streams say. */
class StreamParsingTest {
  private static final Path FIXTURES = Path.of("../shared/fixtures");
  private static final long AT = 1_795_435_200_123_456L;
  private static final Bluesky BLUESKY = new Bluesky();
  private static final Alpaca ALPACA = new Alpaca();
  private static final Map<String, Secret> CREDENTIALS =
      Map.of("keyId", Secret.of("key-1"), "secretKey", Secret.of("secret-1"));

  private static final Ask.Access ACCESS = new Ask.Access(CREDENTIALS, Map.of(), Facts.NONE);

  private static final String ARTICLE =
      """
      {"T":"n","id":40432158,"headline":"Acme beats","summary":"By a lot.","author":"Ana",
       "created_at":"2026-11-23T12:00:00Z","updated_at":"2026-11-23T12:00:05Z",
       "url":"https://example.com/a","content":"","symbols":["ACME","BTCUSD","not a symbol!"],
       "source":"benzinga"}
      """;

  static boolean hasFixtures() {
    return Files.isDirectory(FIXTURES);
  }

  private static String commit(String operation, String record) {
    return """
        {"did":"did:plc:abc","time_us":%d,"cursor":12345,"kind":"commit","commit":{"rev":"3l3",
         "operation":"%s","collection":"app.bsky.feed.post","rkey":"3l3qo3","cid":"bafy1"%s}}
        """
        .formatted(AT, operation, record.isEmpty() ? "" : ",\"record\":" + record);
  }

  private static String record(String text, String created) {
    return "{\"$type\":\"app.bsky.feed.post\",\"text\":\"%s\",\"createdAt\":\"%s\",\"langs\":[\"en\"]}"
        .formatted(text, created);
  }

  private static StreamEvent one(String message) {
    List<StreamEvent> events = BLUESKY.parse(message);
    assertThat(events).hasSize(1);
    return events.get(0);
  }

  @Test
  void bluesky_create_isAPostKnownByAuthorAndKey() {
    Posted posted = (Posted) one(commit("create", record("$ACME up", "2026-11-23T11:59:00.5Z")));
    Post post = posted.post();
    assertThat(posted.atMicros()).isEqualTo(AT);
    assertThat(post.id()).isEqualTo("did:plc:abc/3l3qo3");
    assertThat(post.text()).isEqualTo("$ACME up");
    assertThat(post.publishedAtMillis()).isEqualTo(1_795_435_140_500L);
    assertThat(post.language()).isEqualTo("en");
    assertThat(post.url()).isEqualTo("https://bsky.app/profile/did%3Aplc%3Aabc/post/3l3qo3");
    assertThat(post.engagement().total()).isNull();
    assertThat(post.symbols()).isEmpty();
  }

  @Test
  void bluesky_dateMissingOrOfTheFuture_isWhenItCame() {
    for (String created : List.of("soon", "2036-01-01T00:00:00Z")) {
      Posted posted = (Posted) one(commit("create", record("$ACME up", created)));
      assertThat(posted.post().publishedAtMillis()).isEqualTo(AT / 1_000);
    }
  }

  @Test
  void bluesky_updateAndDelete_areOfTheSamePost() {
    Posted created = (Posted) one(commit("create", record("a", "2026-11-23T12:00:00Z")));
    Posted updated = (Posted) one(commit("update", record("b", "2026-11-23T12:00:00Z")));
    Deleted deleted = (Deleted) one(commit("delete", ""));
    assertThat(updated.post().id()).isEqualTo(created.post().id()).isEqualTo(deleted.id());
    assertThat(updated.revision()).isNotEqualTo(created.revision());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"did\":\"d\",\"time_us\":5,\"kind\":\"identity\",\"identity\":{\"seq\":1}}",
        "{\"did\":\"d\",\"time_us\":5,\"kind\":\"account\",\"account\":{\"active\":true}}",
        "{\"did\":\"d\",\"time_us\":5,\"kind\":\"commit\",\"commit\":{\"operation\":\"create\","
            + "\"collection\":\"app.bsky.feed.like\",\"rkey\":\"k\",\"record\":{}}}",
        "{\"did\":\"d\",\"time_us\":5,\"kind\":\"commit\",\"commit\":{\"operation\":\"create\","
            + "\"collection\":\"app.bsky.feed.post\",\"rkey\":\"k\",\"record\":{\"text\":\"\"}}}",
        "{\"did\":\"d\",\"time_us\":5,\"kind\":\"commit\",\"commit\":{\"operation\":\"rename\","
            + "\"collection\":\"app.bsky.feed.post\",\"rkey\":\"k\"}}"
      })
  void bluesky_whatIsNoPost_movesThePositionAlone(String message) {
    assertThat(one(message)).isEqualTo(new Passed(5));
  }

  @Test
  void bluesky_connect_namesCollectionAndCursor() {
    assertThat(BLUESKY.connect(AT).target())
        .isEqualTo("/subscribe?wantedCollections=app.bsky.feed.post&cursor=" + AT);
  }

  @Test
  void alpaca_greeting_authenticatesSubscribesAndIsReady() {
    Step first = ALPACA.greet("[{\"T\":\"success\",\"msg\":\"connected\"}]", CREDENTIALS);
    assertThat(((Step.Say) first).text()).contains("\"action\":\"auth\"", "key-1", "secret-1");
    assertThat(first.toString()).doesNotContain("key-1", "secret-1");
    assertThat(ALPACA.greet("[{\"T\":\"success\",\"msg\":\"authenticated\"}]", CREDENTIALS))
        .isEqualTo(new Step.Say("{\"action\":\"subscribe\",\"news\":[\"*\"]}"));
    assertThat(ALPACA.greet("[{\"T\":\"subscription\",\"news\":[\"*\"]}]", CREDENTIALS))
        .isEqualTo(new Step.Ready());
    assertThat(ALPACA.greet("[{\"T\":\"other\"}]", CREDENTIALS)).isEqualTo(new Step.Wait());
  }

  @ParameterizedTest
  @CsvSource({
    "401, UNAUTHORIZED", "402, UNAUTHORIZED", "404, TIMED_OUT", "406, RATE_LIMITED",
    "407, UNAVAILABLE", "409, DISABLED", "500, UNAVAILABLE", "999, MALFORMED"
  })
  void alpaca_error_saysWhatItMeansWithoutTheirWords(int code, Problem problem) {
    String message = "[{\"T\":\"error\",\"code\":" + code + ",\"msg\":\"key-1 is bad\"}]";
    Step.Refused refused = (Step.Refused) ALPACA.greet(message, CREDENTIALS);
    assertThat(refused.problem()).isEqualTo(problem);
    assertThat(refused.why()).doesNotContain("key-1");
    assertThat(((Ended) ALPACA.parse(message).get(0)).problem()).isEqualTo(problem);
  }

  @Test
  void alpaca_greetingWithoutCredentials_isRefusedHere() {
    Step step = ALPACA.greet("[{\"T\":\"success\",\"msg\":\"connected\"}]", Map.of());
    assertThat(((Step.Refused) step).problem()).isEqualTo(Problem.UNAUTHORIZED);
  }

  @Test
  void alpaca_article_isAPostTiedToItsSymbols() {
    Posted posted = (Posted) ALPACA.parse("[" + ARTICLE + ",{\"T\":\"x\"}]").get(0);
    assertThat(posted.atMicros()).isEqualTo(1_795_435_205_000_000L);
    Post post = posted.post();
    assertThat(post.id()).isEqualTo("40432158");
    assertThat(post.text()).isEqualTo("Acme beats. By a lot.");
    assertThat(post.symbols()).containsExactly("ACME", "BTC-USD");
    assertThat(post.publishedAtMillis()).isEqualTo(1_795_435_200_000L);
  }

  @Test
  void alpaca_history_beginsAtThePositionAndFollowsTheToken() {
    Ask ask = new Ask(StreamSource.EVERYTHING, List.of(), Long.toString(AT), null, 0, ACCESS);
    Call call = requireNonNull(ALPACA.history().call(ask));
    assertThat(call.target())
        .isEqualTo("/v1beta1/news?start=2026-11-23T12%3A00%3A00Z&sort=asc&limit=50");
    assertThat(call.headers())
        .containsEntry("APCA-API-KEY-ID", "key-1")
        .containsEntry("APCA-API-SECRET-KEY", "secret-1");
    assertThat(call.toString()).doesNotContain("key-1");
    Parsed.Page page = page("{\"news\":[" + ARTICLE + ",{}],\"next_page_token\":\"t=1\"}", ask);
    assertThat(page.posts()).extracting(Post::id).containsExactly("40432158");
    assertThat(requireNonNull(ALPACA.history().call(ask.page("t=1"))).target())
        .endsWith("&page_token=t%3D1");
    assertThat(page("{\"news\":[],\"next_page_token\":null}", ask).next()).isNull();
  }

  private static Parsed.Page page(String body, Ask ask) {
    Reply reply = new Reply(200, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer(body));
    return (Parsed.Page) ALPACA.history().parse(reply, ask);
  }

  @Test
  @EnabledIf("hasFixtures")
  void fixtures_areUnderstood() throws Exception {
    int events = 0;
    for (String line : Files.readAllLines(FIXTURES.resolve("bluesky/jetstream_v1_events.jsonl"))) {
      events += BLUESKY.parse(line).size();
    }
    assertThat(events).isEqualTo(8);
    Posted posted = (Posted) one(fixture("handwritten/bluesky_jetstream_v1_post.json"));
    assertThat(posted.post().id()).isEqualTo("did:plc:abc/3l3qo3");
    Posted article = (Posted) ALPACA.parse(fixture("handwritten/alpaca_ws_frame.json")).get(0);
    assertThat(article.post().symbols()).containsExactly("ACME");
    Ask ask = new Ask(StreamSource.EVERYTHING, List.of(), null, null, 0, ACCESS);
    assertThat(page(fixture("handwritten/alpaca_news.json"), ask).posts()).hasSize(1);
    Parsed.Page page = page(fixture("alpaca/news_page.json"), ask);
    assertThat(page.posts().get(0).symbols()).containsExactly("AAPL", "QCOM");
    assertThat(page.next()).isNotNull();
  }

  private static String fixture(String name) throws Exception {
    return Files.readString(FIXTURES.resolve(name));
  }

  /** Whatever comes, a parser gives events or says that it does not understand. */
  @Test
  void parse_anything_failsInNoOtherWay() {
    Random random = new Random(20261123);
    List<String> seeds =
        List.of(
            commit("create", record("$ACME up", "2026-11-23T12:00:00Z")),
            commit("delete", ""),
            "[" + ARTICLE + "]",
            "[{\"T\":\"error\",\"code\":406,\"msg\":\"x\"}]",
            "[{\"T\":\"success\",\"msg\":\"connected\"}]");
    for (int i = 0; i < 4_000; i++) {
      String message = mutated(seeds.get(random.nextInt(seeds.size())), random);
      for (StreamSource source : List.of(BLUESKY, ALPACA)) {
        try {
          new ArrayList<>(source.parse(message)).forEach(event -> assertThat(event).isNotNull());
          assertThat(source.greet(message, CREDENTIALS)).isNotNull();
        } catch (dev.windsock.sentiment.ProblemException e) {
          assertThat(e.problem()).isEqualTo(Problem.MALFORMED);
        }
      }
    }
    assertThatThrownBy(() -> BLUESKY.parse("[".repeat(20_000)))
        .isInstanceOf(dev.windsock.sentiment.ProblemException.class);
  }

  private static String mutated(String seed, Random random) {
    StringBuilder text = new StringBuilder(seed);
    for (int n = random.nextInt(6); n >= 0; n--) {
      int at = random.nextInt(text.length());
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, (char) random.nextInt(0x3000));
        case 1 -> text.setLength(Math.max(1, at));
        case 2 -> text.insert(at, "{}[]\",:null-9e99".charAt(random.nextInt(16)));
        case 3 -> text.deleteCharAt(at).append(' ');
        default -> text.insert(at, text.substring(at, Math.min(text.length(), at + 20)));
      }
    }
    return text.toString();
  }
}
