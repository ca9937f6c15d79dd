package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Hacker News through Algolia: {@code /api/v1/search_by_date}, newest first. Asks for the company's
 * name, since short tickers drown in typing errors. The cursor is the greatest {@code created_at_i}
 * seen; reads overlap, since the index fills late.
 */
final class HackerNews implements Upstream {
  private static final long OVERLAP_SECONDS = Duration.ofMinutes(5).toSeconds();
  private static final long BEGINNING_SECONDS = Duration.ofDays(7).toSeconds();

  @Override
  public String id() {
    return "hackernews";
  }

  @Override
  public Call call(Ask ask) {
    long from =
        ask.cursorNumber(ask.nowMillis() / 1000 - BEGINNING_SECONDS + OVERLAP_SECONDS)
            - OVERLAP_SECONDS;
    return Call.get(
        "/api/v1/search_by_date",
        "query",
        '"' + ask.name() + '"',
        "tags",
        "(story,comment)",
        "numericFilters",
        "created_at_i>" + from,
        "typoTolerance",
        "false",
        "hitsPerPage",
        "100",
        "page",
        ask.next() == null ? "0" : ask.next());
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    List<Post> posts = new ArrayList<>();
    long newest = ask.cursorNumber(0);
    for (JsonNode hit : JsonBody.required(root, "hits")) {
      String id = JsonBody.text(hit, "objectID");
      Long seconds = JsonBody.number(hit, "created_at_i");
      String text = text(hit);
      if (id == null || seconds == null || seconds < 0 || seconds > 1L << 40) {
        continue;
      }
      // One dated in the future must not hide what comes before that date.
      newest = Math.max(newest, Math.min(seconds, ask.nowMillis() / 1000));
      posts.add(
          new Post(
              id,
              text,
              JsonBody.text(hit, "author"),
              seconds * 1000,
              null,
              "https://news.ycombinator.com/item?id=" + Call.encode(id),
              List.of(),
              new Engagement(
                  JsonBody.number(hit, "points"),
                  JsonBody.number(hit, "num_comments"),
                  null,
                  null,
                  null),
              null));
    }
    long page = root.path("page").asLong(0);
    boolean more = page + 1 < root.path("nbPages").asLong(0);
    return new Parsed.Page(
        posts, more ? Long.toString(page + 1) : null, newest > 0 ? Long.toString(newest) : null);
  }

  /** A story's title and text, or a comment's text, which is HTML. */
  private static String text(JsonNode hit) {
    StringBuilder text = new StringBuilder();
    for (String part : List.of("title", "story_text", "comment_text")) {
      String value = JsonBody.text(hit, part);
      if (value != null) {
        text.append(text.length() == 0 ? "" : ". ").append(HtmlText.of(value));
      }
    }
    return text.toString();
  }
}
