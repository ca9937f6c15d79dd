package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.windsock.provider.Reply;
import dev.windsock.sentiment.Problem;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What upstreams really answered, as it lies in {@code ../shared/fixtures} where that folder is:
 * each of its files with the source whose it is and what must come of it.
 */
final class Recordings {
  static final Path FOLDER = Path.of("../shared/fixtures");
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /** What a file is to us. */
  enum Role {
    /** A good answer to a request for posts. */
    PAGE,
    /** An answer that is a refusal. */
    REFUSAL,
    /** An answer to what is asked first. */
    PREPARATION,
    /** Messages of a stream, a line each. */
    STREAM,
    /** Something that could come from anywhere, and does any source no good. */
    HOSTILE,
    /** Of a source that is none of ours, or a call that we do not make. */
    FOREIGN,
    /** A description: what its schema says is checked by hand of a test of its own. */
    SCHEMA
  }

  /**
   * One file.
   *
   * @param source the id of the source whose it is; empty where it is anybody's
   * @param status what it was answered with, where the file does not tell
   * @param problem what must come of it
   */
  record Recording(String file, String source, Role role, int status, @Nullable Problem problem) {
    /** The answer as it was given: a recorded exchange has its status and headers in it. */
    Reply reply() throws IOException {
      Buffer raw = Buffer.buffer(Files.readAllBytes(FOLDER.resolve(file)));
      MultiMap headers = MultiMap.caseInsensitiveMultiMap();
      JsonNode root = file.endsWith(".json") ? MAPPER.readTree(raw.getBytes()) : null;
      if (root != null && root.path("request").isObject()) {
        root.path("headers")
            .properties()
            .forEach(header -> headers.set(header.getKey(), header.getValue().asText()));
        return new Reply(
            root.path("status").asInt(),
            headers,
            Buffer.buffer(MAPPER.writeValueAsBytes(root.path("body"))));
      }
      return new Reply(status, headers.set("Content-Type", type()), raw);
    }

    private String type() {
      return file.endsWith(".xml")
          ? "application/xml"
          : file.endsWith(".html") ? "text/html" : "application/json";
    }

    @Override
    public String toString() {
      return file;
    }
  }

  private static Recording page(String file, String source) {
    return new Recording(file, source, Role.PAGE, 200, null);
  }

  private static Recording refusal(String file, String source, int status, Problem problem) {
    return new Recording(file, source, Role.REFUSAL, status, problem);
  }

  private static Recording of(String file, String source, Role role) {
    return new Recording(file, source, role, 200, null);
  }

  static final List<Recording> ALL =
      List.of(
          page("handwritten/alphavantage_news.json", "alpha_vantage"),
          page("handwritten/finnhub_company_news.json", "finnhub"),
          page("handwritten/fourchan_catalog.json", "fourchan"),
          page("handwritten/gdelt_artlist.json", "gdelt"),
          page("handwritten/google_news.rss.xml", "google_news"),
          page("handwritten/hn_search_by_date.json", "hackernews"),
          page("handwritten/marketaux_news.json", "marketaux"),
          page("handwritten/massive_news.json", "massive"),
          page("handwritten/mastodon_tag.json", "mastodon"),
          page("handwritten/reddit_listing.json", "reddit"),
          page("handwritten/reddit_new.atom.xml", "reddit_atom"),
          page("handwritten/sec_efts.json", "sec"),
          page("handwritten/stocktwits_symbol.json", "stocktwits"),
          page("handwritten/tickertick_feed.json", "tickertick"),
          page("handwritten/wikipedia_pageviews.json", "wikipedia"),
          page("handwritten/x_search.json", "x"),
          page("handwritten/yahoo_headline.rss.xml", "yahoo"),
          page("handwritten/alpaca_news.json", "alpaca"),
          page("alpaca/news_page.json", "alpaca"),
          page("mastodon/hashtag_timeline_0.json", "mastodon"),
          page("sec/submissions_2026_shape.json", "sec"),
          page("sec/submissions_trimmed_25.json", "sec"),
          page("x/search_recent.json", "x"),
          refusal(
              "handwritten/alphavantage_limit_http200.json",
              "alpha_vantage",
              200,
              Problem.RATE_LIMITED),
          refusal("handwritten/finnhub_error_429.json", "finnhub", 429, Problem.RATE_LIMITED),
          refusal("handwritten/marketaux_error_402.json", "marketaux", 402, Problem.RATE_LIMITED),
          refusal("handwritten/massive_error_429.json", "massive", 429, Problem.RATE_LIMITED),
          refusal("handwritten/stocktwits_error_429.json", "stocktwits", 429, Problem.RATE_LIMITED),
          refusal("handwritten/x_error_429.json", "x", 429, Problem.RATE_LIMITED),
          refusal("reddit/error_401.json", "reddit", 401, Problem.UNAUTHORIZED),
          refusal("reddit/error_403.json", "reddit", 403, Problem.DISABLED),
          refusal("reddit/error_404.json", "reddit", 404, Problem.NOT_FOUND),
          refusal("reddit/error_500.json", "reddit", 500, Problem.UNAVAILABLE),
          of("reddit/token_client_credentials_200.json", "reddit", Role.PREPARATION),
          of("reddit/token_refresh_200.json", "reddit", Role.PREPARATION),
          of("sec/company_tickers_first_20.json", "sec", Role.PREPARATION),
          of("bluesky/jetstream_v1_events.jsonl", "bluesky", Role.STREAM),
          of("handwritten/bluesky_jetstream_v1_post.json", "bluesky", Role.STREAM),
          of("handwritten/alpaca_ws_frame.json", "alpaca", Role.STREAM),
          new Recording("handwritten/blocked_page.html", "", Role.HOSTILE, 200, Problem.MALFORMED),
          new Recording("handwritten/hostile_xxe.xml", "", Role.HOSTILE, 200, Problem.MALFORMED),
          new Recording(
              "handwritten/hostile_entity_bomb.xml", "", Role.HOSTILE, 200, Problem.MALFORMED),
          of("handwritten/bluesky_searchPosts.json", "", Role.FOREIGN),
          of("handwritten/bluesky_jetstream_v2_post.json", "", Role.FOREIGN),
          of("handwritten/cryptopanic_posts.json", "", Role.FOREIGN),
          of("handwritten/gdelt_timelinetone.json", "", Role.FOREIGN),
          of("handwritten/lunarcrush_timeseries.json", "", Role.FOREIGN),
          of("handwritten/newsapi_everything.json", "", Role.FOREIGN),
          of("handwritten/newsapi_error.json", "", Role.FOREIGN),
          of("handwritten/tiingo_news.json", "", Role.FOREIGN),
          of("handwritten/tiingo_error_403.json", "", Role.FOREIGN),
          of("x/counts_recent.json", "", Role.FOREIGN),
          of("bluesky/lexicon_subscribeEvents.json", "", Role.FOREIGN),
          of("finnhub/openapi_news_extract.json", "finnhub", Role.SCHEMA),
          of("massive/openapi_reference_news.json", "massive", Role.SCHEMA),
          of("reddit/listing_t3_field_types.json", "reddit", Role.SCHEMA));

  static boolean here() {
    return Files.isDirectory(FOLDER);
  }

  static List<Recording> with(Role role) {
    return ALL.stream().filter(recording -> recording.role() == role).toList();
  }

  static JsonNode json(String file) throws IOException {
    return MAPPER.readTree(FOLDER.resolve(file).toFile());
  }

  /** The files of the folder that nobody here knows, and the other way round. */
  static List<String> unmapped() throws IOException {
    Set<String> known = ALL.stream().map(Recording::file).collect(Collectors.toSet());
    List<String> odd = new ArrayList<>();
    try (Stream<Path> files = Files.walk(FOLDER)) {
      files
          .filter(Files::isRegularFile)
          .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !known.remove(file) && !file.equals("SOURCES.json"))
          .forEach(odd::add);
    }
    odd.addAll(known);
    return odd;
  }

  private Recordings() {}
}
