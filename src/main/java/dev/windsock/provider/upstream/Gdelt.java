package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * GDELT DOC 2.0 article lists: {@code query="Acme" sourcelang:english}. No cursor: the last day's
 * articles merge by address. Its JSON has illegal escapes and control characters, what it does not
 * like it answers with 200 and a text, and much of the time it sheds load with 429 after a long
 * silence.
 */
final class Gdelt implements Upstream {
  /** Shorter phrases are refused. */
  private static final int SHORTEST = 3;

  @Override
  public String id() {
    return "gdelt";
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.name().length() < SHORTEST) {
      return null;
    }
    return Call.get(
        "/api/v2/doc/doc",
        "query",
        '"' + ask.name() + "\" sourcelang:english",
        "mode",
        "artlist",
        "format",
        "json",
        "timespan",
        "1d",
        "maxrecords",
        "100",
        "sort",
        "datedesc");
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    if (reply.mediaType().startsWith("text/")) {
      throw JsonBody.malformed("a text came where data were expected");
    }
    JsonNode root = JsonBody.lenient(reply);
    if (!root.isEmpty() && !root.has("articles")) {
      throw JsonBody.malformed("'articles' is missing");
    }
    List<Post> posts = new ArrayList<>();
    for (JsonNode item : root.isEmpty() ? root : JsonBody.required(root, "articles")) {
      String url = JsonBody.text(item, "url");
      String title = JsonBody.text(item, "title");
      Long seen = Times.compactMillis(JsonBody.text(item, "seendate"));
      if (url == null || title == null || seen == null) {
        continue;
      }
      posts.add(
          new Post(
              url,
              HtmlText.of(title),
              JsonBody.text(item, "domain"),
              seen,
              "en",
              url,
              List.of(),
              Engagement.UNKNOWN,
              null));
    }
    return new Parsed.Page(posts, null, null);
  }
}
