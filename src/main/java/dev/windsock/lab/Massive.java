package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Massive reference news: native sentiment per ticker, pages by {@code next_url}. */
final class Massive implements Simulator {
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  Massive(World world) {
    this.companies = world.companies();
    this.feed = world.feed("massive", Feed.Style.NEWS, 80);
  }

  @Override
  public String id() {
    return "massive";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(5, 60_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.bearer().isEmpty() ? ask.param("apiKey") : ask.bearer();
  }

  @Override
  public String question(Ask ask) {
    return ask.param("ticker");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (client(ask).isEmpty()) {
      return error(401, "Unknown API Key");
    }
    if (!ask.path().equals("/v2/reference/news")) {
      return Reply.of(404, "text/plain", "404 page not found");
    }
    // A cursor holds all that the next page needs: ticker, order, limit and where to go on.
    String[] cursor = ask.param("cursor").split("_", -1);
    boolean resumed = cursor.length == 4;
    String ticker = resumed ? cursor[0] : ask.param("ticker");
    boolean ascending = resumed ? cursor[1].equals("asc") : ask.param("order").equals("asc");
    int limit = resumed ? whole(cursor[2], 10) : ask.clamp("limit", 10, 1, 1000);
    long from = bound(ask, "published_utc.gt", 1000, ask.nowMillis() - HISTORY_MILLIS);
    from = Math.max(from, bound(ask, "published_utc.gte", 0, from));
    long to = Math.min(ask.nowMillis(), bound(ask, "published_utc.lt", -1, ask.nowMillis()));
    if (resumed && ascending) {
      from = Long.parseLong(cursor[3], 36) + 1;
    } else if (resumed) {
      to = Long.parseLong(cursor[3], 36) - 1;
    }
    // Tickers are case-sensitive here.
    Company company =
        ticker.equals(ticker.toUpperCase(java.util.Locale.ROOT))
            ? companies.bySymbol(ticker)
            : null;
    List<Post> posts =
        company == null
            ? List.of()
            : ascending
                ? feed.oldest(company, from, to, limit + 1)
                : feed.newest(company, from, to, limit + 1);
    boolean more = posts.size() > limit;
    List<Post> page = new ArrayList<>(more ? posts.subList(0, limit) : posts);
    String next =
        more
            ? ask.base()
                + "/v2/reference/news?cursor="
                + String.join(
                    "_",
                    ticker,
                    ascending ? "asc" : "desc",
                    Integer.toString(limit),
                    Long.toString(page.get(limit - 1).millis(), 36))
            : null;
    return Reply.json(out -> write(out, Collections.unmodifiableList(page), next));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return error(
        429,
        "You've exceeded the maximum requests per minute, please wait or upgrade your subscription"
            + " to continue.");
  }

  private static long bound(Ask ask, String name, long shift, long fallback) {
    Long millis = Stamps.parseIso(ask.param(name));
    return millis == null ? fallback : millis + shift;
  }

  private static int whole(String text, int fallback) {
    return text.matches("\\d{1,4}") ? Integer.parseInt(text) : fallback;
  }

  private static Reply error(int status, String message) {
    return Reply.json(
        status, "{\"status\":\"ERROR\",\"request_id\":\"aabb\",\"error\":\"" + message + "\"}");
  }

  private static void write(JsonGenerator out, List<Post> posts, @Nullable String next)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("status", "OK");
    out.writeStringField("request_id", "aabb");
    out.writeNumberField("count", posts.size());
    if (next != null) {
      out.writeStringField("next_url", next);
    }
    out.writeArrayFieldStart("results");
    for (Post post : posts) {
      String slug = Long.toString(post.key(), 36);
      out.writeStartObject();
      out.writeStringField("id", slug);
      out.writeObjectFieldStart("publisher");
      out.writeStringField("name", "Example Wire");
      out.writeStringField("homepage_url", "https://example.com/");
      out.writeStringField("logo_url", "https://example.com/l.png");
      out.writeEndObject();
      out.writeStringField("title", post.text());
      out.writeStringField("author", post.authorName());
      out.writeStringField("published_utc", Stamps.iso(post.millis()));
      out.writeStringField("article_url", "https://example.com/" + slug);
      out.writeArrayFieldStart("tickers");
      out.writeString(post.company().symbol());
      out.writeEndArray();
      if (!post.detail().isEmpty()) {
        out.writeStringField("description", post.detail());
      }
      insights(out, post);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private static void insights(JsonGenerator out, Post post) throws IOException {
    if (post.stance() == Post.Stance.OFF_TARGET || post.any(7, 10) == 0) {
      return;
    }
    out.writeArrayFieldStart("insights");
    out.writeStartObject();
    out.writeStringField("ticker", post.company().symbol());
    out.writeStringField(
        "sentiment",
        switch (post.stance()) {
          case BULLISH -> "positive";
          case BEARISH -> "negative";
          default -> "neutral";
        });
    out.writeStringField("sentiment_reasoning", "As the headline says.");
    out.writeEndObject();
    out.writeEndArray();
  }
}
