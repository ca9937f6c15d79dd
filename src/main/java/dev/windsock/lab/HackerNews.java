package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Hacker News search by date: stories with titles, comments in HTML, pages by number. */
final class HackerNews implements Simulator {
  private static final Pattern SINCE =
      Pattern.compile("created_at_i\\s*(>=|>|<=|<)\\s*(\\d{1,12})");
  private static final int MOST_HITS = 1000;
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  HackerNews(World world) {
    this.companies = world.companies();
    this.feed = world.feed("hackernews", Feed.Style.TALK, 60);
  }

  @Override
  public String id() {
    return "hackernews";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(10_000, 3_600_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.param("query");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!ask.path().equals("/api/v1/search_by_date")) {
      return Reply.json(404, "{\"message\":\"Path not found\",\"status\":404}");
    }
    long from = ask.nowMillis() - HISTORY_MILLIS;
    long to = ask.nowMillis();
    Matcher since = SINCE.matcher(ask.param("numericFilters"));
    while (since.find()) {
      long millis = Long.parseLong(since.group(2)) * 1000;
      switch (since.group(1)) {
        case ">" -> from = Math.max(from, millis + 1000);
        case ">=" -> from = Math.max(from, millis);
        case "<" -> to = Math.min(to, millis - 1);
        default -> to = Math.min(to, millis + 999);
      }
    }
    int perPage = ask.clamp("hitsPerPage", 20, 1, MOST_HITS);
    int page = ask.clamp("page", 0, 0, MOST_HITS);
    Company company = companies.byName(ask.param("query").replace("\"", ""));
    int hits = company == null ? 0 : feed.count(company, from, to, MOST_HITS);
    int start = Math.min(hits, (int) Math.min((long) page * perPage, MOST_HITS));
    int end = Math.min(hits, start + perPage);
    List<Post> posts = posts(company, from, to, start, end);
    return Reply.json(out -> write(out, ask, posts, hits, page, perPage));
  }

  private List<Post> posts(@Nullable Company company, long from, long to, int start, int end) {
    if (company == null || start >= end) {
      return List.of();
    }
    return feed.newest(company, from, to, end).subList(start, end);
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return Reply.json(429, "{\"message\":\"Too Many Requests\",\"status\":429}");
  }

  private static void write(
      JsonGenerator out, Ask ask, List<Post> posts, int hits, int page, int perPage)
      throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("hits");
    for (Post post : posts) {
      hit(out, post);
    }
    out.writeEndArray();
    out.writeNumberField("nbHits", hits);
    out.writeNumberField("page", page);
    out.writeNumberField("nbPages", (hits + perPage - 1) / perPage);
    out.writeNumberField("hitsPerPage", perPage);
    out.writeStringField("query", ask.param("query"));
    out.writeNumberField("processingTimeMS", 3);
    out.writeEndObject();
  }

  private static void hit(JsonGenerator out, Post post) throws IOException {
    boolean story = post.any(1, 4) == 0;
    out.writeStartObject();
    out.writeStringField("objectID", Long.toString(post.key()));
    out.writeStringField("created_at", Stamps.iso(post.millis()));
    out.writeNumberField("created_at_i", post.seconds());
    out.writeStringField("author", post.authorName());
    if (story) {
      out.writeStringField("title", post.text());
      out.writeStringField("url", "https://example.com/" + post.key());
      out.writeNumberField("points", 1 + post.few(2, 400));
      out.writeNumberField("num_comments", post.few(3, 200));
      out.writeNullField("comment_text");
    } else {
      out.writeNullField("title");
      out.writeNullField("url");
      out.writeNullField("points");
      out.writeNullField("num_comments");
      out.writeStringField("comment_text", "<p>" + Markup.escape(post.text()) + "</p>");
    }
    out.writeNullField("story_text");
    out.writeNumberField("story_id", story ? post.key() : post.key() - 4096);
    out.writeArrayFieldStart("_tags");
    out.writeString(story ? "story" : "comment");
    out.writeString("author_" + post.authorName());
    out.writeEndArray();
    out.writeEndObject();
  }
}
