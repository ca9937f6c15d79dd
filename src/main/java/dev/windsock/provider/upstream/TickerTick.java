package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * TickerTick news by ticker: {@code /feed?q=tt:acme}, newest first, pages by {@code last}, the
 * oldest id seen. There is no "since": the cursor is the time of the newest story seen, and paging
 * ends where a page reaches back to it or is not full.
 */
final class TickerTick implements Upstream {
  private static final int PAGE = 50;
  private static final long OVERLAP_MILLIS = Duration.ofMinutes(5).toMillis();

  @Override
  public String id() {
    return "tickertick";
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() != Symbol.Kind.EQUITY) {
      return null;
    }
    String query = "tt:" + ask.symbol().base().toLowerCase(Locale.ROOT);
    String page = Integer.toString(PAGE);
    return ask.next() == null
        ? Call.get("/feed", "q", query, "n", page)
        : Call.get("/feed", "q", query, "n", page, "last", ask.next());
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    long seen = ask.cursorNumber(Long.MIN_VALUE + OVERLAP_MILLIS) - OVERLAP_MILLIS;
    long newest = ask.cursorNumber(0);
    long oldest = Long.MAX_VALUE;
    int stories = 0;
    List<Post> posts = new ArrayList<>();
    for (JsonNode story : JsonBody.required(root, "stories")) {
      stories++;
      String id = JsonBody.text(story, "id");
      Long millis = JsonBody.number(story, "time");
      String title = JsonBody.text(story, "title");
      if (id == null || millis == null || millis < 0 || title == null) {
        continue;
      }
      // A story dated in the future must not hide what comes before that date.
      newest = Math.max(newest, Math.min(millis, ask.nowMillis()));
      oldest = Math.min(oldest, millis);
      if (millis >= seen) {
        posts.add(post(story, id, millis, title));
      }
    }
    boolean more = stories >= PAGE && oldest != Long.MAX_VALUE && oldest > seen;
    return new Parsed.Page(
        posts,
        more ? JsonBody.text(root, "last_id") : null,
        newest > 0 ? Long.toString(newest) : null);
  }

  private static Post post(JsonNode story, String id, long millis, String title) {
    String description = JsonBody.text(story, "description");
    String headline = HtmlText.of(title);
    Codes codes = new Codes();
    for (JsonNode tag : JsonBody.array(story, "tags")) {
      codes.add(tag.isTextual() ? tag.textValue() : null);
    }
    return new Post(
        id,
        description == null ? headline : headline + ". " + HtmlText.of(description),
        JsonBody.text(story, "site"),
        millis,
        null,
        JsonBody.text(story, "url"),
        codes.all(),
        Engagement.UNKNOWN,
        null);
  }
}
