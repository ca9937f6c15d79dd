package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * 4chan's business board: {@code /biz/catalog.json}, one catalog for every symbol, asked with
 * {@code If-Modified-Since}. Threads and their last replies are posts; which are about a symbol is
 * found in their text. Much of it is abuse: no word of it is shown. Throttling comes as 503.
 */
final class FourChan implements Upstream {
  @Override
  public String id() {
    return "fourchan";
  }

  @Override
  public Call call(Ask ask) {
    return Call.get("/biz/catalog.json");
  }

  @Override
  public Duration reusable() {
    return Duration.ofSeconds(30);
  }

  @Override
  public boolean quotable() {
    return false;
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    for (JsonNode page : JsonBody.list(reply)) {
      for (JsonNode thread : JsonBody.required(page, "threads")) {
        Long number = JsonBody.number(thread, "no");
        String subject = JsonBody.text(thread, "sub");
        if (number == null || thread.path("sticky").asInt(0) == 1) {
          continue;
        }
        add(thread, number, subject == null ? "" : subject + ". ", posts);
        for (JsonNode answer : JsonBody.array(thread, "last_replies")) {
          add(answer, number, "", posts);
        }
      }
    }
    return new Parsed.Page(posts, null, null);
  }

  private static void add(JsonNode item, long thread, String before, List<Post> posts) {
    Long number = JsonBody.number(item, "no");
    Long seconds = JsonBody.number(item, "time");
    String comment = JsonBody.text(item, "com");
    String text = HtmlText.of(before + (comment == null ? "" : comment));
    if (number == null || seconds == null || !Times.isSeconds(seconds) || text.isEmpty()) {
      return;
    }
    posts.add(
        new Post(
            Long.toString(number),
            text,
            null,
            seconds * 1000,
            "en",
            "https://boards.4chan.org/biz/thread/" + thread + "#p" + number,
            List.of(),
            new Engagement(null, JsonBody.number(item, "replies"), null, null, null),
            null));
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    return reply.status() == 503 ? new Refusal(Problem.RATE_LIMITED, null) : null;
  }
}
