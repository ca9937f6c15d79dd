package dev.windsock.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Call;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.score.SymbolDirectory.Listing;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How each source refuses, pages and goes on, in its own words. */
class DialectTest {
  private static final long NOW = 1_795_435_200_000L;
  private static final long MIDNIGHT = 1_795_478_400_000L;

  private static Ask ask(
      @Nullable String cursor, @Nullable String next, Map<String, String> facts) {
    return new Ask(
        Symbol.parse("ACME"),
        List.of("Acme"),
        cursor,
        next,
        NOW,
        new Access(Map.of(), Samples.SETTINGS, new Facts(facts, Duration.ofHours(1))));
  }

  private static Ask ask(@Nullable String cursor, @Nullable String next) {
    return ask(cursor, next, Map.of());
  }

  private static Reply reply(int status, String body, String... headers) {
    MultiMap map = MultiMap.caseInsensitiveMultiMap().add("Content-Type", "application/json");
    for (int i = 0; i + 1 < headers.length; i += 2) {
      map.set(headers[i], headers[i + 1]);
    }
    return new Reply(status, map, Buffer.buffer(body));
  }

  private static String target(Upstream upstream, Ask ask) {
    return Objects.requireNonNull(upstream.call(ask)).target();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "our standard API rate limit is 25 requests per day. Key HUSH | 43200000",
        "please spread your requests out (1 request per second). Key HUSH | 2000",
        "Thank you! 5 requests per minute and 500 per day | 60000"
      })
  void parse_alphaVantageLimit_isRateLimitedForItsTime(String text, long waitMillis) {
    Parsed parsed =
        new AlphaVantage().parse(reply(200, "{\"Information\":\"" + text + "\"}"), ask(null, null));
    assertThat(parsed).isEqualTo(new Refusal(Problem.RATE_LIMITED, NOW + waitMillis));
    assertThat(parsed.toString()).doesNotContain("HUSH");
  }

  @Test
  void parse_alphaVantageFault_isToldApartFromALimit() {
    String key = "{\"Error Message\":\"the parameter apikey is invalid or missing\"}";
    String input = "{\"Error Message\":\"Invalid inputs.\"}";
    assertThat(new AlphaVantage().parse(reply(200, key), ask(null, null)))
        .isEqualTo(new Refusal(Problem.UNAUTHORIZED, null));
    assertThat(new AlphaVantage().parse(reply(200, input), ask(null, null)))
        .isEqualTo(new Refusal(Problem.NOT_FOUND, null));
  }

  @Test
  void refusal_marketaux_402IsTheDayAnd429TheMinute() {
    Marketaux upstream = new Marketaux();
    assertThat(
            upstream.refusal(
                reply(402, "{\"error\":{\"code\":\"usage_limit_reached\",\"message\":\"m\"}}"),
                NOW))
        .isEqualTo(new Refusal(Problem.RATE_LIMITED, MIDNIGHT));
    assertThat(
            upstream.refusal(
                reply(429, "{\"error\":{\"code\":\"rate_limit_reached\",\"message\":\"m\"}}"), NOW))
        .isEqualTo(new Refusal(Problem.RATE_LIMITED, NOW + 60_000));
  }

  @Test
  void refusal_xUsageCapped_doesNotHealAtTheReset() {
    String capped =
        "{\"title\":\"UsageCapExceeded\",\"type\":\"https://api.x.com/2/problems/usage-capped\"}";
    assertThat(new X().refusal(reply(429, capped, "x-rate-limit-reset", "1795435300"), NOW))
        .isEqualTo(new Refusal(Problem.DISABLED, null));
    assertThat(new X().refusal(reply(429, "{\"type\":\"about:blank\"}"), NOW)).isNull();
  }

  @Test
  void refusal_finnhubAndSec_areReadFromTheirWords() {
    assertThat(
            new Finnhub()
                .refusal(reply(429, "{\"error\":\"Please sign up for a free account\"}"), NOW))
        .isEqualTo(new Refusal(Problem.UNAUTHORIZED, null));
    assertThat(new Finnhub().refusal(reply(429, "{\"error\":\"API limit reached.\"}"), NOW))
        .isNull();
    assertThat(new Sec().refusal(reply(403, "<h1>Request Rate Threshold Exceeded</h1>"), NOW))
        .isEqualTo(new Refusal(Problem.RATE_LIMITED, NOW + 600_000));
    assertThat(new Sec().refusal(reply(403, "<h1>Undeclared Automated Tool</h1>"), NOW)).isNull();
  }

  @Test
  void rate_mastodon_readsAnIsoReset() {
    Reply said =
        reply(
            200,
            "[]",
            "x-ratelimit-remaining",
            "299",
            "x-ratelimit-reset",
            "2026-11-23T12:03:00.070144Z");
    assertThat(new Mastodon().rate(said, NOW).resetAtMillis())
        .isBetween(NOW + 180_000, NOW + 180_071);
  }

  @Test
  void call_goingOn_asksForWhatIsNewerAlone() {
    assertThat(target(new X(), ask("1992500000000000002", "b26v8")))
        .contains("since_id=1992500000000000002", "next_token=b26v8");
    assertThat(target(new Mastodon(), ask("117020593741189702", "117020593741189000")))
        .isEqualTo(
            "/api/v1/timelines/tag/acme?limit=40&since_id=117020593741189702&max_id=117020593741189000");
    assertThat(target(new Finnhub(), ask("7512001", null)))
        .isEqualTo("/company-news?symbol=ACME&from=2026-11-22&to=2026-11-23");
    assertThat(target(new Massive(), ask("1795435140000", null)))
        .contains("published_utc.gt=2026-11-23T11%3A54%3A00Z", "order=desc");
    assertThat(target(new AlphaVantage(), ask("1795435140000", null)))
        .contains("time_from=20261123T1154");
    assertThat(target(new Marketaux(), ask("1795435140000", "2")))
        .contains("published_after=2026-11-23T11%3A54", "page=2");
    assertThat(target(new Wikipedia(), ask("2026-11-21", null)))
        .endsWith("/Acme/daily/20261121/20261123");
    assertThat(target(new Reddit(), ask("1795435140", "t3_1abc9"))).contains("after=t3_1abc9");
  }

  @Test
  void parse_massiveNextUrl_leavesTheHostBehind() {
    String body =
        "{\"status\":\"OK\",\"results\":[],\"next_url\":\"https://evil.example/v2/x?a=b&cursor=YXA9\"}";
    Page page = (Page) new Massive().parse(reply(200, body), ask(null, null));
    assertThat(page.next()).isEqualTo("YXA9");
    assertThat(target(new Massive(), ask(null, page.next())))
        .isEqualTo("/v2/reference/news?cursor=YXA9");
    assertThat(Objects.requireNonNull(new Massive().call(ask(null, page.next()))).headers())
        .containsKey("Authorization");
  }

  @Test
  void parse_mastodonLink_isThePageThatFollows() {
    StringBuilder page = new StringBuilder("[");
    for (int i = 0; i < 40; i++) {
      page.append(i == 0 ? "" : ",").append("{\"id\":\"").append(1000 - i);
      page.append("\",\"created_at\":\"2026-11-23T11:00:00Z\",\"content\":\"<p>#ACME</p>\"}");
    }
    String link =
        "<https://m.example/api/v1/timelines/tag/acme?max_id=961>; rel=\"next\", "
            + "<https://m.example/api/v1/timelines/tag/acme?min_id=1000>; rel=\"prev\"";
    Page parsed =
        (Page) new Mastodon().parse(reply(200, page + "]", "Link", link), ask("999", null));
    assertThat(parsed.next()).isEqualTo("961");
    assertThat(parsed.cursor()).as("by number, not by letter").isEqualTo("1000");
  }

  @Test
  void parse_redditRemoved_isTakenBackAndPagingEndsAtTheCursor() {
    String body =
        Samples.REDDIT
            .page()
            .replaceFirst("\"removed_by_category\":null", "\"removed_by_category\":\"moderator\"")
            .replace("\"after\":null", "\"after\":\"t3_1abc8\"");
    Page page = (Page) new Reddit().parse(reply(200, body), ask(null, null));
    assertThat(page.withdrawn()).containsExactly("t3_1abc9");
    assertThat(page.posts()).extracting(Post::id).containsExactly("t3_1abc8");
    assertThat(page.next()).isEqualTo("t3_1abc8");
    Page seen = (Page) new Reddit().parse(reply(200, body), ask("1795436000", null));
    assertThat(seen.next()).as("it reaches back to what was seen").isNull();
  }

  @Test
  void parse_secFullText_hasEachFilingOnceAndDatesAlone() {
    String hit =
        "{\"_id\":\"0000320193-26-000010:%s\",\"_source\":{\"adsh\":\"0000320193-26-000010\","
            + "\"display_names\":[\"Acme Inc.\"],\"form\":\"8-K\",\"file_date\":\"2026-11-23\"}}";
    String body =
        "{\"hits\":{\"hits\":[" + hit.formatted("a.htm") + "," + hit.formatted("b.htm") + "]}}";
    Page page = (Page) new Sec().parse(reply(200, body), ask(null, null));
    assertThat(page.posts()).extracting(Post::id).containsExactly("0000320193-26-000010");
    assertThat(page.cursor()).isEqualTo("2026-11-23");
    assertThat(Objects.requireNonNull(new Sec().call(ask(null, null))).host()).isEqualTo("efts");
    assertThat(target(new Sec(), ask(null, null, Map.of("ACME", "0000320193"))))
        .isEqualTo("/submissions/CIK0000320193.json");
  }

  @Test
  void prepare_secTickers_tellsTheDirectoryOfThoseThatCanBeAskedFor() {
    String row = "\"%d\":{\"cik_str\":%1$d,\"ticker\":\"%s\",\"title\":%s}";
    String body =
        Stream.of(
                row.formatted(1, "gbx-a", "\"GLOBEX CORP\""),
                row.formatted(2, "INIT-WTA", "\"Initech Inc.\""),
                row.formatted(3, "HOOL", "null"),
                row.formatted(4, "", "\"Nobody\""))
            .collect(Collectors.joining(",", "{", "}"));
    Facts facts = new Sec().preparation().parse(reply(200, body), ask(null, null));
    assertThat(facts.values()).containsEntry("GBX-A", "0000000001").containsKeys("HOOL");
    assertThat(facts.listings()).containsExactly(new Listing(Symbol.parse("GBX.A"), "Globex"));
  }

  @Test
  void instead_xDeniesCashtags_asksForTheWord() {
    Call call = new X().call(ask(null, null));
    assertThat(call.target()).contains("query=%24ACME%20lang%3Aen", "max_results=100");
    Call other = Objects.requireNonNull(new X().instead(call, reply(400, "{}")));
    assertThat(other.target())
        .isEqualTo(call.target().replace("%24ACME", "%28ACME%20OR%20%23ACME%29"));
    assertThat(other.headers()).isEqualTo(call.headers());
    assertThat(new X().instead(other, reply(400, "{}"))).as("once").isNull();
    assertThat(new X().instead(call, reply(403, "{}"))).isNull();
  }

  @Test
  void call_xSettings_boundThePostsAndTheOperator() {
    Map<String, String> settings = Map.of("pageSize", "20", "cashtags", "false");
    Access access = new Access(Map.of(), settings, Facts.NONE);
    Ask own = new Ask(Symbol.parse("ACME"), List.of(), null, null, NOW, access);
    assertThat(target(new X(), own))
        .contains("query=%28ACME%20OR%20%23ACME%29%20lang%3Aen", "max_results=20");
    assertThat(target(new X(), ask(null, null))).contains("max_results=100");
  }

  @Test
  void parse_xPostFoundByTheWord_isNotTiedToTheSymbol() {
    String body =
        "{\"data\":[{\"id\":\"2\",\"text\":\"acme of perfection\",\"created_at\":\"2026-11-23T11:58:00Z\"},"
            + "{\"id\":\"1\",\"text\":\"$acme up\",\"created_at\":\"2026-11-23T11:58:00Z\"}],"
            + "\"meta\":{\"result_count\":2}}";
    Page page = (Page) new X().parse(reply(200, body), ask(null, null));
    assertThat(page.posts()).extracting(Post::symbols).containsExactly(List.of(), List.of("ACME"));
  }
}
