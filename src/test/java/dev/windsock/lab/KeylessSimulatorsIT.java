package dev.windsock.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire formats of the five sources that need no key, read back with nothing of ours. */
class KeylessSimulatorsIT {
  private LabServer server;

  @BeforeEach
  void start() {
    server =
        new LabServer(
            LabOptions.defaults()
                .limits("yahoo", new Limit(100, 10_000))
                .limits("google_news", new Limit(100, 60_000)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void stocktwits_symbol_answersAPageInItsFormat() {
    LabServer.Answer answer = server.get("stocktwits", "/api/2/streams/symbol/TSLA.json?limit=30");
    JsonNode json = answer.json();
    assertThat(json.at("/response/status").asInt()).isEqualTo(200);
    assertThat(json.at("/symbol/symbol").asText()).isEqualTo("TSLA");
    JsonNode messages = json.get("messages");
    assertThat(messages).hasSize(30);
    assertThat(json.at("/cursor/since").asLong()).isEqualTo(messages.get(0).get("id").asLong());
    assertThat(json.at("/cursor/max").asLong()).isEqualTo(messages.get(29).get("id").asLong());
    int labelled = 0;
    long last = Long.MAX_VALUE;
    for (JsonNode message : messages) {
      assertThat(message.get("id").asLong()).isLessThan(last);
      last = message.get("id").asLong();
      assertThat(message.get("body").asText()).isNotBlank().doesNotContain("'", "<", "\"");
      assertThat(Instant.parse(message.get("created_at").asText()).toEpochMilli())
          .isLessThanOrEqualTo(server.clock.millis());
      assertThat(message.at("/symbols/0/symbol").asText()).isEqualTo("TSLA");
      JsonNode sentiment = message.at("/entities/sentiment");
      if (!sentiment.isNull()) {
        assertThat(sentiment.get("basic").asText()).isIn("Bullish", "Bearish");
        labelled++;
      }
    }
    assertThat(labelled).isBetween(3, 27);
    assertThat(answer.header("X-RateLimit-Limit")).isEqualTo("200");
    assertThat(answer.header("X-RateLimit-Remaining")).isEqualTo("199");
    assertThat(Long.parseLong(answer.header("X-RateLimit-Reset")))
        .isEqualTo(server.clock.millis() / 1000 + 3600);
  }

  @Test
  void stocktwits_since_answersOnlyWhatIsNewer() {
    JsonNode first = server.get("stocktwits", "/api/2/streams/symbol/TSLA.json").json();
    long since = first.at("/cursor/since").asLong();
    String more = "/api/2/streams/symbol/TSLA.json?since=" + since;
    assertThat(server.get("stocktwits", more).json().get("messages")).isEmpty();
    server.clock.advance(Duration.ofMinutes(10));
    JsonNode later = server.get("stocktwits", more).json();
    assertThat(later.get("messages")).isNotEmpty();
    later
        .get("messages")
        .forEach(message -> assertThat(message.get("id").asLong()).isGreaterThan(since));
  }

  @Test
  void stocktwits_max_pagesBackToTheEndOfHistory() {
    Set<Long> ids = new HashSet<>();
    String path = "/api/2/streams/symbol/TSLA.json";
    JsonNode page = server.get("stocktwits", path).json();
    for (int pages = 0; pages < 40 && !page.get("messages").isEmpty(); pages++) {
      page.get("messages")
          .forEach(message -> assertThat(ids.add(message.get("id").asLong())).isTrue());
      long before = page.at("/cursor/max").asLong() - 1;
      page = server.get("stocktwits", path + "?max=" + before).json();
    }
    assertThat(page.get("messages")).isEmpty();
    assertThat(ids).hasSizeBetween(780, 830);
  }

  @Test
  void stocktwits_unknownSymbol_is404InItsEnvelope() {
    LabServer.Answer answer = server.get("stocktwits", "/api/2/streams/symbol/ZZZQ.json");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.json().at("/response/status").asInt()).isEqualTo(404);
    assertThat(server.get("stocktwits", "/api/2/streams/symbol/TSLA.json?since=x").status())
        .isEqualTo(422);
  }

  @Test
  void stocktwits_coin_isSpelledWithX() {
    JsonNode json = server.get("stocktwits", "/api/2/streams/symbol/BTC.X.json").json();
    assertThat(json.at("/symbol/symbol").asText()).isEqualTo("BTC.X");
    assertThat(json.toString()).contains("$BTC.X");
  }

  @Test
  void stocktwits_tooMany_is429AndCountsAViolation() {
    for (int i = 0; i < 200; i++) {
      assertThat(server.get("stocktwits", "/api/2/streams/symbol/F.json?limit=1").status())
          .isEqualTo(200);
    }
    LabServer.Answer refused = server.get("stocktwits", "/api/2/streams/symbol/F.json");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().at("/errors/0/message").asText()).contains("200 requests an hour");
    assertThat(refused.header("X-RateLimit-Remaining")).isEqualTo("0");
    LabReport.Provider report = server.report("stocktwits");
    assertThat(report.requests()).isEqualTo(201);
    assertThat(report.violations()).isEqualTo(1);
    assertThat(report.refused()).isEqualTo(1);
    assertThat(report.asked()).containsEntry("F", 201L);
    assertThat(report.windows().get(0).peak()).isEqualTo(201);
  }

  @Test
  void yahoo_severalSymbols_answersRss() throws Exception {
    List<Item> items =
        items(
            server
                .get("yahoo", "/rss/2.0/headline?s=AAPL,TSLA&region=US&lang=en-US")
                .body()
                .toString());
    assertThat(items).hasSize(20);
    assertThat(items).allMatch(item -> item.link.startsWith("https://finance.yahoo.com/news/"));
    assertThat(items).anyMatch(item -> item.title.contains("Tesla"));
    assertThat(items).anyMatch(item -> item.title.contains("Apple"));
    for (Item item : items) {
      assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(item.date)).toEpochMilli())
          .isLessThanOrEqualTo(server.clock.millis());
    }
  }

  @Test
  void yahoo_conditional_is304UntilSomethingIsNew() {
    String path = "/rss/2.0/headline?s=TSLA&region=US&lang=en-US";
    String modified = server.get("yahoo", path).header("Last-Modified");
    LabServer.Answer same = server.get("yahoo", path, "If-Modified-Since", modified);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.body().length()).isZero();
    server.clock.advance(Duration.ofHours(5));
    assertThat(server.get("yahoo", path, "If-Modified-Since", modified).status()).isEqualTo(200);
  }

  @Test
  void yahoo_gzipAccepted_isCompressed() throws Exception {
    String path = "/rss/2.0/headline?s=TSLA&region=US&lang=en-US";
    LabServer.Answer answer = server.get("yahoo", path, "Accept-Encoding", "gzip");
    assertThat(answer.header("Content-Encoding")).isEqualTo("gzip");
    byte[] plain =
        new GZIPInputStream(new ByteArrayInputStream(answer.body().getBytes())).readAllBytes();
    assertThat(items(new String(plain, StandardCharsets.UTF_8))).hasSize(20);
  }

  @Test
  void yahoo_agentUnlikeABrowser_isTurnedAway() {
    LabServer.Answer answer =
        server.get("yahoo", "/rss/2.0/headline?s=TSLA", "User-Agent", "curl/8");
    assertThat(answer.status()).isEqualTo(429);
    assertThat(server.lab.report().violations()).isZero();
  }

  @Test
  void google_query_answersRssWithThePublisher() throws Exception {
    String query = LabServer.encode("\"Tesla\" stock when:1d");
    LabServer.Answer answer =
        server.get("google_news", "/rss/search?q=" + query + "&hl=en-US&gl=US&ceid=US:en");
    List<Item> items = items(answer.body().toString());
    assertThat(items).hasSizeBetween(20, 100);
    long day = server.clock.millis() - 86_400_000;
    for (Item item : items) {
      assertThat(item.title).endsWith(" - " + item.source);
      assertThat(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(item.date)).toEpochMilli())
          .isBetween(day - 1000, server.clock.millis());
    }
    assertThat(server.get("google_news", "/rss/search?q=zzzq").body().toString())
        .doesNotContain("<item>");
  }

  @Test
  void hackernews_query_pagesByNumberAndFiltersByTime() {
    long after = server.clock.millis() / 1000 - 7 * 86_400;
    String path =
        "/api/v1/search_by_date?query=%22tesla%22&tags=(story,comment)&numericFilters="
            + LabServer.encode("created_at_i>" + after)
            + "&hitsPerPage=50&page=";
    JsonNode first = server.get("hackernews", path + 0).json();
    assertThat(first.get("hits")).hasSize(50);
    int pages = first.get("nbPages").asInt();
    Set<String> ids = new HashSet<>();
    boolean story = false;
    boolean comment = false;
    for (int page = 0; page < pages; page++) {
      for (JsonNode hit : server.get("hackernews", path + page).json().get("hits")) {
        assertThat(ids.add(hit.get("objectID").asText())).isTrue();
        assertThat(hit.get("created_at_i").asLong()).isGreaterThan(after);
        story |= hit.get("title").isTextual() && hit.get("comment_text").isNull();
        comment |= hit.get("title").isNull() && hit.get("comment_text").isTextual();
      }
    }
    assertThat(ids).hasSize(first.get("nbHits").asInt());
    assertThat(story).isTrue();
    assertThat(comment).isTrue();
    assertThat(server.get("hackernews", path + pages).json().get("hits")).isEmpty();
  }

  @Test
  void tickertick_last_pagesBack() {
    JsonNode first = server.get("tickertick", "/feed?q=tt:tsla&n=50").json();
    assertThat(first.get("stories")).hasSize(50);
    long time = Long.MAX_VALUE;
    Set<String> ids = new HashSet<>();
    for (JsonNode story : first.get("stories")) {
      assertThat(story.get("time").asLong()).isLessThanOrEqualTo(time);
      time = story.get("time").asLong();
      assertThat(Long.parseLong(story.get("id").asText())).isNotZero();
      assertThat(story.at("/tags/0").asText()).isEqualTo("tsla");
      ids.add(story.get("id").asText());
    }
    LabServer.Answer next =
        server.get("tickertick", "/feed?q=tt:tsla&n=50&last=" + first.get("last_id").asText());
    assertThat(next.status()).as(next.body().toString()).isEqualTo(200);
    for (JsonNode story : next.json().get("stories")) {
      assertThat(story.get("time").asLong()).isLessThan(time);
      assertThat(ids.add(story.get("id").asText())).isTrue();
    }
    JsonNode both = server.get("tickertick", "/feed?q=(or%20tt:tsla%20tt:aapl)&n=50").json();
    assertThat(both.toString()).contains("\"tsla\"", "\"aapl\"");
    assertThat(server.get("tickertick", "/feed?q=tt:zzzq").json().get("stories")).isEmpty();
  }

  @Test
  void tickertick_elevenInAMinute_isShutOutForAMinute() {
    for (int i = 0; i < 10; i++) {
      assertThat(server.get("tickertick", "/feed?q=tt:f").status()).isEqualTo(200);
    }
    server.clock.advance(Duration.ofSeconds(59));
    assertThat(server.get("tickertick", "/feed?q=tt:f").status()).isEqualTo(429);
    server.clock.advance(Duration.ofSeconds(59));
    assertThat(server.get("tickertick", "/feed?q=tt:f").status()).isEqualTo(429);
    assertThat(server.lab.report().violations()).isEqualTo(1);
  }

  private record Item(String title, String link, String guid, String date, String source) {}

  private static List<Item> items(String xml) throws Exception {
    XMLInputFactory factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
    List<Item> items = new ArrayList<>();
    String[] cells = {"", "", "", "", ""};
    boolean inside = false;
    while (reader.hasNext()) {
      int event = reader.next();
      if (event == XMLStreamConstants.START_ELEMENT && reader.getLocalName().equals("item")) {
        cells = new String[] {"", "", "", "", ""};
        inside = true;
      } else if (event == XMLStreamConstants.START_ELEMENT && inside) {
        int cell =
            List.of("title", "link", "guid", "pubDate", "source").indexOf(reader.getLocalName());
        if (cell >= 0) {
          cells[cell] = reader.getElementText();
        }
      } else if (event == XMLStreamConstants.END_ELEMENT && reader.getLocalName().equals("item")) {
        items.add(new Item(cells[0], cells[1], cells[2], cells[3], cells[4]));
        inside = false;
      }
    }
    return items;
  }
}
