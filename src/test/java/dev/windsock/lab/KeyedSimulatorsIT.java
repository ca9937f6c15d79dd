package dev.windsock.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The wire formats of sources that need a key, an account or a contact. */
class KeyedSimulatorsIT {
  private static final String BASIC =
      "Basic " + Base64.getEncoder().encodeToString("app:secret".getBytes(StandardCharsets.UTF_8));
  private LabServer server;

  @BeforeEach
  void start() {
    server = new LabServer(LabOptions.defaults());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String redditToken() {
    return server
        .post(
            "reddit",
            "/api/v1/access_token",
            "grant_type=client_credentials",
            "Authorization",
            BASIC)
        .json()
        .get("access_token")
        .asText();
  }

  @Test
  void reddit_token_opensListingsUntilItExpires() {
    String path = "/r/stocks+wallstreetbets/search?q=TSLA&restrict_sr=1&sort=new&limit=100";
    assertThat(server.get("reddit", path).status()).isEqualTo(401);
    assertThat(server.post("reddit", "/api/v1/access_token", "grant_type=x").status())
        .isEqualTo(401);
    String bearer = "Bearer " + redditToken();
    LabServer.Answer answer = server.get("reddit", path, "Authorization", bearer);
    JsonNode child = answer.json().at("/data/children/0/data");
    assertThat(child.get("created_utc").isDouble()).isTrue();
    assertThat(child.get("name").asText()).isEqualTo("t3_" + child.get("id").asText());
    assertThat(child.get("subreddit").asText()).isIn("stocks", "wallstreetbets");
    assertThat(answer.header("x-ratelimit-remaining")).isEqualTo("999.0");
    assertThat(answer.header("x-ratelimit-reset")).isEqualTo("600");
    server.clock.advance(Duration.ofHours(1));
    LabServer.Answer expired = server.get("reddit", path, "Authorization", bearer);
    assertThat(expired.status()).isEqualTo(401);
    assertThat(expired.header("www-authenticate")).contains("invalid_token");
    assertThat(server.get("reddit", path, "Authorization", "Bearer a.zz.b.c").status())
        .isEqualTo(401);
  }

  @Test
  void reddit_after_pagesToAboutAThousand() {
    String bearer = "Bearer " + redditToken();
    String path = "/r/stocks/search?q=TSLA&limit=100";
    Set<String> names = new HashSet<>();
    String after = "";
    for (int page = 0; page < 20; page++) {
      JsonNode data =
          server
              .get("reddit", path + "&after=" + after, "Authorization", bearer)
              .json()
              .get("data");
      data.get("children")
          .forEach(child -> assertThat(names.add(child.at("/data/name").asText())).isTrue());
      if (data.get("after").isNull()) {
        break;
      }
      after = data.get("after").asText();
    }
    assertThat(names).hasSizeBetween(990, 1100);
  }

  @Test
  void finnhub_companyNews_listsWholeDays() {
    String path = "/api/v1/company-news?symbol=TSLA&from=2026-11-22&to=2026-11-23";
    assertThat(server.get("finnhub", path).status()).isEqualTo(429);
    JsonNode news = server.get("finnhub", path, "X-Finnhub-Token", "k").json();
    assertThat(news).hasSizeGreaterThan(50);
    long yesterday = Instant.parse("2026-11-22T00:00:00Z").getEpochSecond();
    for (JsonNode item : news) {
      assertThat(item.get("datetime").asLong()).isBetween(yesterday, server.clock.millis() / 1000);
      assertThat(item.get("related").asText()).isEqualTo("TSLA");
    }
    assertThat(server.get("finnhub", "/api/v1/stock/social-sentiment?symbol=TSLA&token=k").status())
        .isEqualTo(403);
  }

  @Test
  void finnhub_thirtyOneInASecond_isRefused() {
    for (int i = 0; i < 30; i++) {
      server.get("finnhub", "/company-news?symbol=F&token=k&from=2026-11-23&to=2026-11-23");
    }
    LabServer.Answer refused = server.get("finnhub", "/company-news?symbol=F&token=k");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().get("error").asText()).contains("Remaining Limit: 0");
  }

  @Test
  void massive_nextUrl_pagesOn() {
    String path =
        "/v2/reference/news?ticker=TSLA&published_utc.gt=2026-11-22T12:00:00Z&order=asc&limit=20";
    assertThat(server.get("massive", path).status()).isEqualTo(401);
    JsonNode page = server.get("massive", path, "Authorization", "Bearer k").json();
    assertThat(page.get("results")).hasSize(20);
    String last = page.at("/results/19/published_utc").asText();
    String next = page.get("next_url").asText();
    assertThat(next).startsWith(server.lab.baseUrl("massive") + "/v2/reference/news?cursor=");
    JsonNode more =
        server
            .get(
                "massive",
                next.substring(server.lab.baseUrl("massive").length()),
                "Authorization",
                "Bearer k")
            .json();
    assertThat(more.at("/results/0/published_utc").asText()).isGreaterThanOrEqualTo(last);
    assertThat(more.at("/results/0/id").asText()).isNotEqualTo(page.at("/results/19/id").asText());
    assertThat(page.toString()).contains("\"sentiment\":\"");
    assertThat(
            server
                .get("massive", "/v2/reference/news?ticker=tsla", "Authorization", "Bearer k")
                .json()
                .get("results"))
        .isEmpty();
  }

  @Test
  void sec_submissions_areParallelColumns() {
    JsonNode json = server.get("sec", "/submissions/CIK0001318605.json").json();
    JsonNode recent = json.at("/filings/recent");
    int rows = recent.get("accessionNumber").size();
    assertThat(rows).isPositive();
    recent.forEach(column -> assertThat(column).hasSize(rows));
    assertThat(recent.at("/isXBRLNumeric/0").isNull()).isTrue();
    Set<String> numbers = new HashSet<>();
    recent.get("accessionNumber").forEach(cell -> numbers.add(cell.asText()));
    assertThat(numbers).hasSize(rows);
    assertThat(numbers).allMatch(number -> number.matches("\\d{10}-\\d{2}-\\d{6}"));
    assertThat(server.get("sec", "/files/company_tickers.json").json().at("/0/ticker").asText())
        .isEqualTo("AAPL");
    assertThat(
            server
                .get("sec", "/LATEST/search-index?q=%22tesla%22&forms=8-K")
                .json()
                .at("/hits/hits/0/_source/adsh")
                .asText())
        .isIn(numbers);
  }

  @Test
  void sec_withoutContactOrTooFast_is403Html() {
    String path = "/files/company_tickers.json";
    LabServer.Answer undeclared = server.get("sec", path, "User-Agent", "java");
    assertThat(undeclared.status()).isEqualTo(403);
    assertThat(undeclared.body().toString()).contains("Undeclared");
    for (int i = 0; i < 10; i++) {
      server.get("sec", path);
    }
    assertThat(server.get("sec", path).body().toString()).contains("Threshold");
    server.clock.advance(Duration.ofMinutes(9));
    assertThat(server.get("sec", path).status()).isEqualTo(403);
    server.clock.advance(Duration.ofMinutes(10));
    assertThat(server.get("sec", path).status()).isEqualTo(200);
  }

  @Test
  void x_search_pagesAndResumes() {
    String path = "/2/tweets/search/recent?query=%24TSLA%20lang:en&max_results=100";
    assertThat(server.get("x", path).status()).isEqualTo(401);
    LabServer.Answer answer = server.get("x", path, "Authorization", "Bearer t");
    JsonNode json = answer.json();
    assertThat(json.get("data")).hasSize(100);
    assertThat(json.at("/data/0/id").isTextual()).isTrue();
    assertThat(answer.header("x-rate-limit-limit")).isEqualTo("450");
    assertThat(answer.response().getHeader("Retry-After")).isNull();
    JsonNode second =
        server
            .get(
                "x",
                path + "&next_token=" + json.at("/meta/next_token").asText(),
                "Authorization",
                "Bearer t")
            .json();
    assertThat(Long.parseLong(second.at("/meta/newest_id").asText()))
        .isLessThan(Long.parseLong(json.at("/meta/oldest_id").asText()));
    String since = path + "&since_id=" + json.at("/meta/newest_id").asText();
    JsonNode nothing = server.get("x", since, "Authorization", "Bearer t").json();
    assertThat(nothing.at("/meta/result_count").asInt()).isZero();
    assertThat(nothing.has("data")).isFalse();
    server.clock.advance(Duration.ofMinutes(5));
    assertThat(server.get("x", since, "Authorization", "Bearer t").json().get("data")).isNotEmpty();
  }
}
