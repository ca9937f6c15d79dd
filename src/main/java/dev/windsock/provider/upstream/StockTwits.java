package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.RateDialect;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * StockTwits symbol streams: {@code /api/2/streams/symbol/ACME.json}. The cursor is the greatest
 * message id seen ({@code since}), pages go back by {@code max}. Bodies are HTML-escaped; authors
 * may label their posts Bullish or Bearish. Refusals come in an envelope, whatever the status.
 */
final class StockTwits implements Upstream {
  private static final int PAGE = 30;

  @Override
  public String id() {
    return "stocktwits";
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() == Symbol.Kind.INDEX) {
      return null;
    }
    String path = "/api/2/streams/symbol/" + Call.encode(spelling(ask.symbol())) + ".json";
    List<String> query = new ArrayList<>(List.of("limit", Integer.toString(PAGE)));
    long since = ask.cursorNumber(0);
    if (since > 0) {
      query.addAll(List.of("since", Long.toString(since)));
    }
    if (ask.next() != null) {
      query.addAll(List.of("max", ask.next()));
    }
    return Call.get(path, query.toArray(new String[0]));
  }

  private static String spelling(Symbol symbol) {
    return symbol.kind() == Symbol.Kind.CRYPTO ? symbol.base() + ".X" : symbol.base();
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    long status = root.path("response").path("status").asLong(200);
    if (status != 200) {
      return new Parsed.Refusal(refusal(status), null);
    }
    List<Post> posts = new ArrayList<>();
    long newest = ask.cursorNumber(0);
    long oldest = Long.MAX_VALUE;
    int messages = 0;
    for (JsonNode message : JsonBody.required(root, "messages")) {
      messages++;
      Long id = JsonBody.number(message, "id");
      Long published = JsonBody.isoMillis(JsonBody.text(message, "created_at"));
      String body = JsonBody.text(message, "body");
      if (id == null || published == null || body == null) {
        continue;
      }
      newest = Math.max(newest, id);
      oldest = Math.min(oldest, id);
      posts.add(post(message, id, published, body));
    }
    boolean more =
        messages >= PAGE
            && oldest != Long.MAX_VALUE
            && oldest > 1
            && root.path("cursor").path("more").asBoolean(false);
    return new Parsed.Page(
        posts, more ? Long.toString(oldest - 1) : null, newest > 0 ? Long.toString(newest) : null);
  }

  private static Problem refusal(long status) {
    return switch ((int) Math.min(status, 999)) {
      case 401 -> Problem.UNAUTHORIZED;
      case 403 -> Problem.DISABLED;
      case 404, 422 -> Problem.NOT_FOUND;
      case 429 -> Problem.RATE_LIMITED;
      default -> Problem.UNAVAILABLE;
    };
  }

  private static Post post(JsonNode message, long id, long published, String body) {
    JsonNode user = message.path("user");
    String author = JsonBody.text(user, "username");
    Codes codes = new Codes();
    for (JsonNode symbol : JsonBody.array(message, "symbols")) {
      codes.add(JsonBody.text(symbol, "symbol"));
    }
    return new Post(
        Long.toString(id),
        HtmlText.unescape(body),
        author,
        published,
        null,
        author == null ? null : "https://stocktwits.com/" + Call.encode(author) + "/message/" + id,
        codes.all(),
        new Engagement(
            JsonBody.number(message.path("likes"), "total"),
            JsonBody.number(message.path("conversation"), "replies"),
            JsonBody.number(message.path("reshares"), "reshared_count"),
            null,
            JsonBody.number(user, "followers")),
        label(message));
  }

  private static @Nullable Double label(JsonNode message) {
    return switch (message.path("entities").path("sentiment").path("basic").asText("")) {
      case "Bullish" -> 1.0;
      case "Bearish" -> -1.0;
      default -> null;
    };
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return RateDialect.COMMON.read(reply, nowMillis);
  }
}
