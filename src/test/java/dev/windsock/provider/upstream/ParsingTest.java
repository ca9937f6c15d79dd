package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.Post;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.provider.upstream.Samples.Sample;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** How each source is asked and read, without any network. */
class ParsingTest {
  static final List<Sample> SAMPLES = Samples.ALL;
  private static final long NOW = 1_795_435_200_000L;

  private static Ask ask(String symbol, @Nullable String cursor, @Nullable String next) {
    List<String> names = symbol.equals("ACME") ? List.of("Acme") : List.of();
    return new Ask(Symbol.parse(symbol), names, cursor, next, NOW, Ask.Access.NONE);
  }

  private static Reply reply(String body, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i + 1 < headers.length; i += 2) {
      map.add(headers[i], headers[i + 1]);
    }
    return new Reply(200, map, Buffer.buffer(body));
  }

  private static String target(Upstream upstream, Ask ask) {
    return Objects.requireNonNull(upstream.call(ask)).target();
  }

  private static Page page(Sample sample, Ask ask) {
    return (Page) sample.upstream().parse(reply(sample.page(), "Content-Type", sample.type()), ask);
  }

  @Test
  void all_ids_areDistinctAndWellFormed() {
    Set<String> ids = new HashSet<>();
    for (Upstream upstream : Upstreams.all()) {
      assertThat(upstream.id()).matches("[a-z0-9_]+");
      assertThat(ids.add(upstream.id())).isTrue();
    }
    assertThat(SAMPLES).hasSameSizeAs(Upstreams.all());
  }

  @Test
  void call_stockTwits_mapsSymbolsAndGoesOnFromTheCursor() {
    StockTwits upstream = new StockTwits();
    assertThat(target(upstream, ask("ACME", null, null)))
        .isEqualTo("/api/2/streams/symbol/ACME.json?limit=30");
    assertThat(target(upstream, ask("BTC-USD", "66", "64")))
        .isEqualTo("/api/2/streams/symbol/BTC.X.json?limit=30&since=66&max=64");
    assertThat(target(upstream, ask("ACME", "66&x=1", null))).doesNotContain("since");
    assertThat(upstream.call(ask("^GSPC", null, null))).isNull();
  }

  @Test
  void call_hackerNews_asksForTheNameWithOverlap() {
    assertThat(target(new HackerNews(), ask("ACME", "1795435140", "1")))
        .isEqualTo(
            "/api/v1/search_by_date?query=%22Acme%22&tags=%28story%2Ccomment%29"
                + "&numericFilters=created_at_i%3E1795434840&typoTolerance=false&hitsPerPage=100"
                + "&page=1");
    assertThat(target(new HackerNews(), ask("TSLA", null, null)))
        .contains("query=%22TSLA%22", "created_at_i%3E1794830400", "page=0");
  }

  @Test
  void call_tickerTick_asksByTickerAndPagesBack() {
    assertThat(target(new TickerTick(), ask("BRK.B", null, "-7")))
        .isEqualTo("/feed?q=tt%3Abrk.b&n=50&last=-7");
    assertThat(new TickerTick().call(ask("BTC-USD", null, null))).isNull();
  }

  @Test
  void call_feeds_spellSymbolsTheirWay() {
    assertThat(target(new Yahoo(), ask("BRK.B", null, null)))
        .isEqualTo("/rss/2.0/headline?s=BRK-B&region=US&lang=en-US");
    assertThat(target(new Yahoo(), ask("^GSPC", null, null))).contains("s=%5EGSPC");
    assertThat(target(new GoogleNews(), ask("ACME", null, null)))
        .isEqualTo("/rss/search?q=%22Acme%22%20stock%20when%3A1d&hl=en-US&gl=US&ceid=US%3Aen");
    assertThat(target(new GoogleNews(), ask("BTC-USD", null, null))).contains("%22BTC%22%20crypto");
  }

  @Test
  void call_shown_hidesTheQuery() {
    assertThat(Call.get("/a", "token", "secret")).hasToString("Call[/a]");
  }

  @Test
  void parse_stockTwits_readsLabelsEngagementAndCursor() {
    Page page = page(Samples.STOCKTWITS, ask("ACME", null, null));

    assertThat(page.cursor()).isEqualTo("660000002");
    assertThat(page.next()).as("the page is not full").isNull();
    Post first = page.posts().get(0);
    assertThat(first.text()).isEqualTo("$ACME it's a beat & more");
    assertThat(first.nativeScore()).isEqualTo(1.0);
    assertThat(first.engagement().likes()).isEqualTo(3);
    assertThat(first.engagement().total()).isEqualTo(3.0);
    assertThat(first.url()).isEqualTo("https://stocktwits.com/ana/message/660000002");
    Post second = page.posts().get(1);
    assertThat(second.nativeScore()).isNull();
    assertThat(second.engagement().total()).as("absent is not zero").isNull();
    assertThat(second.symbols()).containsExactly("ACME", "BTC-USD");
  }

  @Test
  void parse_stockTwitsFullPage_goesOnBelowTheOldest() {
    StringBuilder messages = new StringBuilder();
    for (int id = 100; id > 70; id--) {
      messages.append(id == 100 ? "" : ",").append("{\"id\":").append(id);
      messages.append(",\"body\":\"b\",\"created_at\":\"2026-11-23T11:00:00Z\"}");
    }
    String body = "{\"cursor\":{\"more\":true},\"messages\":[" + messages + "]}";
    Page page = (Page) new StockTwits().parse(reply(body), ask("ACME", "60", null));
    assertThat(page.next()).isEqualTo("70");
    assertThat(page.cursor()).isEqualTo("100");
  }

  @Test
  void parse_stockTwitsRefusalWithStatus200_isARefusal() {
    String body = "{\"response\":{\"status\":429},\"errors\":[{\"message\":\"Rate limit\"}]}";
    Refusal refusal = (Refusal) new StockTwits().parse(reply(body), ask("ACME", null, null));
    assertThat(refusal.problem()).isEqualTo(Problem.RATE_LIMITED);
  }

  @Test
  void rate_stockTwits_readsEpochSecondsAgainstTheirClock() {
    RateSaid said =
        new StockTwits()
            .rate(
                reply(
                    "",
                    "X-RateLimit-Remaining",
                    "12",
                    "X-RateLimit-Reset",
                    "1795435350",
                    "Date",
                    "Mon, 23 Nov 2026 12:01:30 GMT"),
                NOW);
    assertThat(said).isEqualTo(new RateSaid(12L, NOW + 60_000));
  }

  @Test
  void parse_hackerNews_readsStoriesAndComments() {
    Page page = page(Samples.HACKERNEWS, ask("ACME", null, null));

    assertThat(page.cursor()).isEqualTo("1795435140");
    assertThat(page.next()).isNull();
    assertThat(page.posts().get(0).engagement().total()).isEqualTo(7.0);
    assertThat(page.posts().get(1).text()).isEqualTo("I think Acme's new product will miss");
    assertThat(page.posts().get(1).url())
        .isEqualTo("https://news.ycombinator.com/item?id=46000001");
  }

  @Test
  void parse_tickerTick_stopsPagingAtWhatWasSeen() {
    Page beginning = page(Samples.TICKERTICK, ask("ACME", null, null));
    assertThat(beginning.cursor()).isEqualTo("1795435140000");
    assertThat(beginning.next()).as("the page is not full").isNull();
    assertThat(beginning.posts().get(0).text()).isEqualTo("Acme beats. It did.");

    Page full = fullPage(ask("ACME", "1795435140000", null));
    assertThat(full.next()).as("it does not reach back to what was seen").isEqualTo("49");
    assertThat(fullPage(ask("ACME", "1795435700000", null)).next()).isNull();
    Page later = page(Samples.TICKERTICK, ask("ACME", "1795435700000", null));
    assertThat(later.posts()).isEmpty();
    assertThat(later.cursor()).isEqualTo("1795435700000");
  }

  @Test
  void parse_postFromTheFuture_leavesTheCursorAtNow() {
    String story =
        "{\"stories\":[{\"id\":\"1\",\"title\":\"t\",\"time\":" + (NOW + 9_000_000) + "}]}";
    Page news = (Page) new TickerTick().parse(reply(story), ask("ACME", null, null));
    assertThat(news.posts()).hasSize(1);
    assertThat(news.cursor()).isEqualTo(Long.toString(NOW));

    String hit = "{\"hits\":[{\"objectID\":\"1\",\"created_at_i\":" + (NOW / 1000 + 9_000) + "}]}";
    Page hits = (Page) new HackerNews().parse(reply(hit), ask("ACME", null, null));
    assertThat(hits.cursor()).isEqualTo(Long.toString(NOW / 1000));
  }

  private static Page fullPage(Ask ask) {
    StringBuilder stories = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      stories.append(i == 0 ? "" : ",");
      stories.append("{\"id\":\"" + i + "\",\"title\":\"t\",\"time\":1795435000000}");
    }
    String body = "{\"stories\":[" + stories + "],\"last_id\":\"49\"}";
    return (Page) new TickerTick().parse(reply(body), ask);
  }

  @Test
  void parse_googleNews_cutsThePublisherOffTheTitle() {
    Page page = page(Samples.GOOGLE, ask("ACME", null, null));
    assertThat(page.posts()).extracting(Post::text).contains("Acme beats", "Shares of Acme rest");
    assertThat(page.posts().get(0).author()).isEqualTo("Example Wire");
    Reply pressed = new Reply(503, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
    assertThat(new GoogleNews().refusal(pressed, NOW))
        .isEqualTo(new Refusal(Problem.RATE_LIMITED, null));
  }

  @Test
  void parse_yahoo_joinsTitleAndDescription() {
    Page page = page(Samples.YAHOO, ask("ACME", null, null));
    assertThat(page.posts())
        .extracting(Post::text)
        .containsExactly("Acme beats. Acme beat estimates.", "Acme opens a shop");
    assertThat(page.posts().get(0).id()).isEqualTo("5b0c-1");
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void parse_anythingDamaged_givesAPageOrAProblem(Sample sample) {
    Random random = new Random(20261123);
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = Buffer.buffer(sample.page()).getBytes();
      for (int hits = 1 + random.nextInt(8); hits > 0; hits--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      int length = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
      Reply reply =
          new Reply(
              200,
              MultiMap.caseInsensitiveMultiMap().add("Content-Type", sample.type()),
              Buffer.buffer(bytes).slice(0, length));
      try {
        assertThat(sample.upstream().parse(reply, ask("ACME", "1", null))).isNotNull();
      } catch (ProblemException e) {
        assertThat(e.problem()).isEqualTo(Problem.MALFORMED);
      }
    }
  }

  @ParameterizedTest
  @FieldSource("SAMPLES")
  void parse_cutShort_isMalformed(Sample sample) {
    Reply reply = reply(sample.page().substring(0, sample.page().length() / 2));
    assertThatThrownBy(() -> sample.upstream().parse(reply, ask("ACME", null, null)))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED));
  }
}
