package dev.windsock.lab;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GDELT's article lists: illegal escapes and control characters, an object without articles when
 * there are none, a text with status 200 for a query that it does not like, and 429 after thirteen
 * seconds.
 */
final class Gdelt implements Simulator {
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final long DAY_MILLIS = 86_400_000;
  private static final long SHED_MILLIS = 13_000;

  private final Companies companies;
  private final Feed feed;

  Gdelt(World world) {
    this.companies = world.companies();
    this.feed = world.feed("gdelt", Feed.Style.NEWS, 200);
  }

  @Override
  public String id() {
    return "gdelt";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1, 5_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.param("query");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    Matcher name = QUOTED.matcher(ask.param("query"));
    if (!ask.path().equals("/api/v2/doc/doc") || !name.find() || name.group(1).length() < 3) {
      return Reply.of(200, "text/html; charset=utf-8", "The specified phrase is too short.\n");
    }
    Company company = companies.byName(name.group(1));
    int most = ask.clamp("maxrecords", 75, 1, 250);
    List<Post> posts =
        company == null
            ? List.of()
            : feed.newest(company, ask.nowMillis() - DAY_MILLIS, ask.nowMillis(), most);
    return Reply.of(200, "application/json; charset=utf-8", render(posts));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.of(
            429,
            "text/html; charset=utf-8",
            "Please limit requests to one every 5 seconds or contact us for larger queries.\n")
        .late(SHED_MILLIS);
  }

  private static Buffer render(List<Post> posts) {
    StringBuilder out = new StringBuilder(8_192).append('{');
    for (Post post : posts) {
      String slug = Long.toString(post.key(), 36);
      out.append(out.length() == 1 ? "\"articles\": [ " : ", ");
      out.append("{ \"url\": \"https://example.com/").append(slug);
      out.append("\", \"url_mobile\": \"\", \"title\": \"");
      out.append(post.text().replace("\\", "\\\\").replace("\"", "\\\"").replace("'", "\\'"));
      // As it comes: a raw tab in every fifth title.
      out.append(post.any(13, 5) == 0 ? "\t" : "").append("\", \"seendate\": \"");
      out.append(Stamps.compact(post.millis())).append("Z\", \"socialimage\": \"\", ");
      out.append("\"domain\": \"example.com\", \"language\": \"English\", ");
      out.append("\"sourcecountry\": \"United States\" }");
    }
    out.append(posts.isEmpty() ? "}" : "] }");
    return Buffer.buffer(out.toString().getBytes(StandardCharsets.UTF_8));
  }
}
