package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * TickerTick's story feed: ids are signed 64-bit numbers in no order (a bijection of the key here),
 * so {@code last} must be looked up; one call too many shuts out for a minute.
 */
final class TickerTick implements Simulator {
  private static final Pattern TICKER = Pattern.compile("\\btt:([A-Za-z0-9.-]{1,16})");
  private static final int MOST = 200;
  private static final long HISTORY_MILLIS = 30L * 86_400_000;
  private static final long SCRAMBLE = 0x9e3779b97f4a7c15L;
  private static final long UNSCRAMBLE = 0xf1de83e19937733dL;

  private final Companies companies;
  private final Feed feed;

  TickerTick(World world) {
    this.companies = world.companies();
    this.feed = world.feed("tickertick", Feed.Style.NEWS, 150);
  }

  @Override
  public String id() {
    return "tickertick";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(10, 60_000, 60_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.param("q");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/feed")) {
      return Reply.html(404, "404 Not Found");
    }
    List<Company> about = new ArrayList<>();
    Matcher ticker = TICKER.matcher(ask.param("q"));
    while (ticker.find() && about.size() < MOST) {
      Company company = companies.bySymbol(ticker.group(1));
      if (company != null) {
        about.add(company);
      }
    }
    long from = ask.nowMillis() - HISTORY_MILLIS;
    Long hours = ask.number("hours_ago");
    if (hours != null && hours > 0 && hours < 720) {
      from = ask.nowMillis() - hours * 3_600_000;
    }
    long to = ask.nowMillis();
    Long last = ask.number("last");
    if (last != null) {
      to = Math.min(to, Post.millisOf(last * UNSCRAMBLE) - 1);
    }
    int n = ask.clamp("n", 20, 1, MOST);
    List<Post> posts = about.isEmpty() ? List.of() : feed.newest(about, from, to, n);
    return Reply.json(out -> write(out, posts));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.of(429, "text/plain", "Too many requests");
  }

  private static String idOf(Post post) {
    return Long.toString(post.key() * SCRAMBLE);
  }

  private static void write(JsonGenerator out, List<Post> posts) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("stories");
    @Nullable Post similar = null;
    for (Post post : posts) {
      out.writeStartObject();
      out.writeStringField("id", idOf(post));
      out.writeStringField("title", post.text());
      out.writeStringField("url", "https://example.com/" + Long.toString(post.key(), 36));
      out.writeStringField("site", "example.com");
      out.writeNumberField("time", post.millis());
      out.writeStringField("favicon_url", "https://example.com/f.ico");
      out.writeArrayFieldStart("tags");
      out.writeString(post.company().lowerSymbol());
      out.writeEndArray();
      out.writeArrayFieldStart("similar_stories");
      if (similar != null && similar.text().equals(post.text())) {
        out.writeString(idOf(similar));
      }
      out.writeEndArray();
      if (!post.detail().isEmpty()) {
        out.writeStringField("description", post.detail());
      }
      out.writeEndObject();
      similar = post;
    }
    out.writeEndArray();
    if (!posts.isEmpty()) {
      out.writeStringField("last_id", idOf(posts.get(posts.size() - 1)));
    }
    out.writeEndObject();
  }
}
