package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** Finnhub company news: whole days by date, no paging, 60 a minute and 30 a second. */
final class Finnhub implements Simulator {
  private static final long DAY_MILLIS = 86_400_000;
  private static final int MOST = 250;

  private final Companies companies;
  private final Feed feed;

  Finnhub(World world) {
    this.companies = world.companies();
    this.feed = world.feed("finnhub", Feed.Style.NEWS, 100);
  }

  @Override
  public String id() {
    return "finnhub";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(60, 60_000), new Limit(30, 1000));
  }

  @Override
  public String client(Ask ask) {
    String header = ask.header("X-Finnhub-Token");
    return header.isEmpty() ? ask.param("token") : header;
  }

  @Override
  public String question(Ask ask) {
    return ask.param("symbol");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (client(ask).isEmpty()) {
      return stamped(
          ask,
          verdict,
          error(429, "API limit reached. Please sign up for a free account to continue."));
    }
    String path = ask.path().startsWith("/api/v1/") ? ask.path().substring(7) : ask.path();
    if (path.equals("/stock/social-sentiment") || path.equals("/news-sentiment")) {
      return stamped(ask, verdict, error(403, "You don't have access to this resource."));
    }
    if (!path.equals("/company-news")) {
      return Reply.html(404, "Not Found");
    }
    Company company = companies.bySymbol(ask.param("symbol"));
    Long from = Stamps.parseIso(ask.param("from"));
    Long to = Stamps.parseIso(ask.param("to"));
    if (from == null || to == null) {
      return stamped(ask, verdict, error(422, "Wrong date format, use yyyy-mm-dd"));
    }
    List<Post> posts =
        company == null
            ? List.of()
            : feed.newest(company, from, Math.min(ask.nowMillis(), to + DAY_MILLIS - 1), MOST);
    return stamped(ask, verdict, Reply.json(out -> write(out, posts)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return stamped(
        ask, verdict, error(429, "API limit reached. Please try again later. Remaining Limit: 0"));
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, "{\"error\":\"" + message + "\"}");
  }

  private static Reply stamped(Ask ask, Verdict verdict, Reply reply) {
    Standing standing = verdict.standings().get(0);
    return reply
        .with("X-Ratelimit-Limit", standing.limit().count())
        .with("X-Ratelimit-Remaining", verdict.over() ? 0 : standing.remaining())
        .with(
            "X-Ratelimit-Reset", ask.resetAtSeconds(verdict.over() ? verdict.binding() : standing));
  }

  private static void write(JsonGenerator out, List<Post> posts) throws IOException {
    out.writeStartArray();
    for (Post post : posts) {
      out.writeStartObject();
      out.writeStringField("category", "company");
      out.writeNumberField("datetime", post.seconds());
      out.writeStringField("headline", post.text());
      out.writeNumberField("id", post.key());
      out.writeStringField("image", "");
      out.writeStringField("related", post.company().symbol());
      out.writeStringField("source", "Example Wire");
      out.writeStringField("summary", post.detail());
      out.writeStringField("url", "https://example.com/" + Long.toString(post.key(), 36));
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
