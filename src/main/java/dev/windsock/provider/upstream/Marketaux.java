package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Refusal;
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
 * Marketaux news with its own score by entity: {@code /v1/news/all?symbols=ACME}. The key travels
 * in the query. A free key gets three articles a request and pages by number. A spent day is 402, a
 * spent minute 429. The cursor is the time of the newest article seen; reads overlap.
 */
final class Marketaux implements Upstream {
  /** Only the minute's count is told, and no reset. */
  private static final RateDialect DIALECT =
      new RateDialect("X-RateLimit-Remaining", "X-RateLimit-Reset");

  private static final int PAGE = 3;
  private static final long MINUTE_MILLIS = 60_000;

  @Override
  public String id() {
    return "marketaux";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.token");
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() == Symbol.Kind.INDEX) {
      return null;
    }
    long since = Times.newsSince(ask);
    return Call.get(
        "/v1/news/all",
        "symbols",
        spelling(ask.symbol()),
        "filter_entities",
        "true",
        "language",
        "en",
        "published_after",
        Times.minute(since),
        "limit",
        Integer.toString(PAGE),
        "page",
        ask.next() == null ? "1" : ask.next(),
        "api_token",
        ask.credential("token"));
  }

  private static String spelling(Symbol symbol) {
    return symbol.kind() == Symbol.Kind.CRYPTO ? symbol.base() + "USD" : symbol.base();
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    String ours = spelling(ask.symbol());
    List<Post> posts = new ArrayList<>();
    long newest = ask.cursorNumber(0);
    for (JsonNode item : JsonBody.required(root, "data")) {
      String id = JsonBody.text(item, "uuid");
      String title = JsonBody.text(item, "title");
      Long published = JsonBody.isoMillis(JsonBody.text(item, "published_at"));
      if (id == null || title == null || published == null) {
        continue;
      }
      newest = Math.max(newest, Math.min(published, ask.nowMillis()));
      posts.add(post(item, id, title, published, ours, ask.symbol().code()));
    }
    return new Parsed.Page(
        posts, next(root.path("meta"), ask), newest > 0 ? Long.toString(newest) : null);
  }

  private static @Nullable String next(JsonNode meta, Ask ask) {
    int page = ask.next() == null ? 1 : Integer.parseInt(ask.next());
    Long found = JsonBody.number(meta, "found");
    Long returned = JsonBody.number(meta, "returned");
    boolean more = found != null && returned != null && returned > 0 && found > (long) page * PAGE;
    return more ? Integer.toString(page + 1) : null;
  }

  private static Post post(
      JsonNode item, String id, String title, long published, String ours, String code) {
    Codes codes = new Codes();
    Double score = null;
    for (JsonNode entity : JsonBody.array(item, "entities")) {
      String symbol = JsonBody.text(entity, "symbol");
      if (ours.equals(symbol)) {
        codes.add(code);
        score = JsonBody.decimal(entity, "sentiment_score");
      } else {
        codes.add(symbol);
      }
    }
    return new Post(
        id,
        Texts.join(title, JsonBody.text(item, "description")),
        JsonBody.text(item, "source"),
        published,
        JsonBody.text(item, "language"),
        JsonBody.text(item, "url"),
        codes.all(),
        Engagement.UNKNOWN,
        score);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    if (reply.status() == 402 && Texts.start(reply).contains("usage_limit_reached")) {
      return new Refusal(Problem.RATE_LIMITED, Times.tomorrow(nowMillis));
    }
    boolean minute = reply.status() == 429 && Texts.start(reply).contains("rate_limit_reached");
    return minute && reply.header("Retry-After") == null
        ? new Refusal(Problem.RATE_LIMITED, nowMillis + MINUTE_MILLIS)
        : null;
  }
}
