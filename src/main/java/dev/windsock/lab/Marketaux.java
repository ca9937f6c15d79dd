package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/**
 * Marketaux news with scores by entity: three articles a request, pages by number, 402 for a spent
 * day and 429 for a spent minute.
 */
final class Marketaux implements Simulator {
  private static final long DAY_MILLIS = 86_400_000;
  private static final int FREE_ARTICLES = 3;
  private static final int MOST = 600;
  private static final int DAILY = 0;

  private final Companies companies;
  private final Feed feed;

  Marketaux(World world) {
    this.companies = world.companies();
    this.feed = world.feed("marketaux", Feed.Style.NEWS, 60);
  }

  @Override
  public String id() {
    return "marketaux";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(100, DAY_MILLIS), new Limit(20, 60_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.param("api_token");
  }

  @Override
  public String question(Ask ask) {
    return ask.param("symbols");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (client(ask).isEmpty()) {
      return error(401, "invalid_api_token", "An invalid API token was supplied.");
    }
    if (!ask.path().equals("/v1/news/all")) {
      return error(404, "resource_not_found", "The requested resource does not exist.");
    }
    String symbol = ask.param("symbols");
    Company company =
        companies.bySymbol(
            symbol.endsWith("USD") ? symbol.substring(0, symbol.length() - 3) : symbol);
    Long after = Stamps.parseIso(ask.param("published_after"));
    int limit = ask.clamp("limit", FREE_ARTICLES, 1, FREE_ARTICLES);
    int page = ask.clamp("page", 1, 1, 200);
    List<Post> found =
        company == null
            ? List.of()
            : feed.newest(
                company,
                after == null ? ask.nowMillis() - 7 * DAY_MILLIS : after,
                ask.nowMillis(),
                MOST);
    int from = Math.min(found.size(), (page - 1) * limit);
    List<Post> posts = found.subList(from, Math.min(found.size(), from + limit));
    return stamped(
        verdict, Reply.json(out -> write(out, symbol, posts, found.size(), limit, page)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return verdict.standings().get(DAILY).over()
        ? error(402, "usage_limit_reached", "The usage limit for this account has been reached.")
        : error(429, "rate_limit_reached", "Too many requests in the past 60 seconds.");
  }

  private static Reply stamped(Verdict verdict, Reply reply) {
    return reply
        .with("X-UsageLimit-Limit", verdict.standings().get(DAILY).limit().count())
        .with(
            "X-RateLimit-Limit",
            verdict.standings().get(verdict.standings().size() - 1).limit().count());
  }

  private static Reply error(int status, String code, String message) {
    return Reply.json(
        status, "{\"error\":{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}}");
  }

  private static void write(
      JsonGenerator out, String symbol, List<Post> posts, int found, int limit, int page)
      throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("meta");
    out.writeNumberField("found", found);
    out.writeNumberField("returned", posts.size());
    out.writeNumberField("limit", limit);
    out.writeNumberField("page", page);
    out.writeEndObject();
    out.writeArrayFieldStart("data");
    for (Post post : posts) {
      out.writeStartObject();
      out.writeStringField("uuid", "00000000-" + Long.toString(post.key(), 16));
      out.writeStringField("title", post.text());
      out.writeStringField("description", post.detail());
      out.writeStringField("snippet", post.detail());
      out.writeStringField("url", "https://example.com/" + Long.toString(post.key(), 36));
      out.writeStringField("language", "en");
      out.writeStringField("published_at", Stamps.isoMillis(post.millis()).replace("Z", "000Z"));
      out.writeStringField("source", "example.com");
      out.writeNullField("relevance_score");
      out.writeArrayFieldStart("entities");
      out.writeStartObject();
      out.writeStringField("symbol", symbol);
      out.writeStringField("name", post.company().fullName());
      out.writeStringField("type", "equity");
      out.writeNumberField("match_score", 18.4);
      out.writeNumberField("sentiment_score", AlphaVantage.score(post));
      out.writeArrayFieldStart("highlights");
      out.writeEndArray();
      out.writeEndObject();
      out.writeEndArray();
      out.writeArrayFieldStart("similar");
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
  }
}
