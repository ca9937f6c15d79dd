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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Massive (once Polygon) reference news: {@code /v2/reference/news?ticker=ACME}, with the
 * publisher's own label for each ticker. The cursor is the time of the newest item seen; reads
 * overlap. Of {@code next_url} only the cursor is taken, so that the key goes nowhere else.
 */
final class Massive implements Upstream {
  private static final String PATH = "/v2/reference/news";
  private static final int PAGE = 100;
  private static final Pattern NEXT = Pattern.compile("[?&]cursor=([A-Za-z0-9_.~%+/=-]{1,2000})");

  @Override
  public String id() {
    return "massive";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.token");
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() != Symbol.Kind.EQUITY) {
      return null;
    }
    Call call =
        ask.next() == null ? first(ask) : new Call(PATH + "?cursor=" + ask.next(), Map.of());
    return call.header("Authorization", "Bearer " + ask.credential("token"));
  }

  private static Call first(Ask ask) {
    long since = Times.newsSince(ask);
    return Call.get(
        PATH,
        "ticker",
        ask.symbol().base(),
        "published_utc.gt",
        Times.seconds(since),
        "order",
        "desc",
        "sort",
        "published_utc",
        "limit",
        Integer.toString(PAGE));
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    List<Post> posts = new ArrayList<>();
    long newest = ask.cursorNumber(0);
    boolean none = !root.has("results") && "OK".equals(JsonBody.text(root, "status"));
    for (JsonNode item : none ? List.<JsonNode>of() : JsonBody.required(root, "results")) {
      String id = JsonBody.text(item, "id");
      String title = JsonBody.text(item, "title");
      Long published = JsonBody.isoMillis(JsonBody.text(item, "published_utc"));
      if (id == null || title == null || published == null) {
        continue;
      }
      newest = Math.max(newest, Math.min(published, ask.nowMillis()));
      posts.add(post(item, id, title, published, ask));
    }
    return new Parsed.Page(
        posts, next(JsonBody.text(root, "next_url")), newest > 0 ? Long.toString(newest) : null);
  }

  private static Post post(JsonNode item, String id, String title, long published, Ask ask) {
    Codes codes = new Codes();
    for (JsonNode ticker : JsonBody.array(item, "tickers")) {
      codes.add(ticker.isTextual() ? ticker.textValue() : null);
    }
    return new Post(
        id,
        Texts.join(title, JsonBody.text(item, "description")),
        JsonBody.text(item, "author"),
        published,
        "en",
        JsonBody.text(item, "article_url"),
        codes.all(),
        Engagement.UNKNOWN,
        label(item, ask.symbol().base()));
  }

  private static @Nullable Double label(JsonNode item, String code) {
    for (JsonNode insight : JsonBody.array(item, "insights")) {
      if (code.equals(JsonBody.text(insight, "ticker"))) {
        return switch (insight.path("sentiment").asText("")) {
          case "positive" -> 1.0;
          case "negative" -> -1.0;
          case "neutral" -> 0.0;
          default -> null;
        };
      }
    }
    return null;
  }

  private static @Nullable String next(@Nullable String url) {
    Matcher matcher = NEXT.matcher(url == null ? "" : url);
    return matcher.find() ? matcher.group(1) : null;
  }
}
