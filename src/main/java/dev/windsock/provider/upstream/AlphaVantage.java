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
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Alpha Vantage news with its own scores by ticker: {@code function=NEWS_SENTIMENT&tickers=ACME}.
 * The key travels in the query, and limits come with status 200 in a text that repeats the key: it
 * is looked through for known words and goes no further. Numbers come as strings, times without a
 * zone (UTC). The cursor is the time of the newest item seen; reads overlap.
 */
final class AlphaVantage implements Upstream {
  private static final long BURST_MILLIS = 2_000;
  private static final long MINUTE_MILLIS = 60_000;

  @Override
  public String id() {
    return "alpha_vantage";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.key");
  }

  @Override
  public @Nullable Call call(Ask ask) {
    if (ask.symbol().kind() == Symbol.Kind.INDEX) {
      return null;
    }
    long since = Times.newsSince(ask);
    return Call.get(
        "/query",
        "function",
        "NEWS_SENTIMENT",
        "tickers",
        spelling(ask.symbol()),
        "time_from",
        Times.compactMinute(since),
        "sort",
        "LATEST",
        "limit",
        "200",
        "apikey",
        ask.credential("key"));
  }

  private static String spelling(Symbol symbol) {
    return symbol.kind() == Symbol.Kind.CRYPTO
        ? "CRYPTO:" + symbol.base()
        : symbol.base().replace('.', '-');
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    Refusal refusal = refusal(root, ask.nowMillis());
    if (refusal != null) {
      return refusal;
    }
    String ours = spelling(ask.symbol());
    List<Post> posts = new ArrayList<>();
    long newest = ask.cursorNumber(0);
    for (JsonNode item : JsonBody.required(root, "feed")) {
      String title = JsonBody.text(item, "title");
      String url = JsonBody.text(item, "url");
      Long published = Times.compactMillis(JsonBody.text(item, "time_published"));
      if (title == null || url == null || published == null) {
        continue;
      }
      newest = Math.max(newest, Math.min(published, ask.nowMillis()));
      posts.add(post(item, title, url, published, ours, ask.symbol().code()));
    }
    return new Parsed.Page(posts, null, newest > 0 ? Long.toString(newest) : null);
  }

  private static Post post(
      JsonNode item, String title, String url, long published, String ours, String code) {
    Codes codes = new Codes();
    Double score = null;
    for (JsonNode ticker : JsonBody.array(item, "ticker_sentiment")) {
      String name = JsonBody.text(ticker, "ticker");
      if (ours.equals(name)) {
        codes.add(code);
        score = JsonBody.decimal(ticker, "ticker_sentiment_score");
      } else if (name != null && !name.contains(":")) {
        codes.add(name);
      }
    }
    return new Post(
        url,
        Texts.join(title, JsonBody.text(item, "summary")),
        JsonBody.text(item, "source"),
        published,
        "en",
        url,
        codes.all(),
        Engagement.UNKNOWN,
        score);
  }

  /** What stands in place of the feed. Its words are never passed on. */
  private static @Nullable Refusal refusal(JsonNode root, long nowMillis) {
    String fault = JsonBody.text(root, "Error Message");
    if (fault != null) {
      boolean key = fault.toLowerCase(Locale.ROOT).contains("apikey");
      return new Refusal(key ? Problem.UNAUTHORIZED : Problem.NOT_FOUND, null);
    }
    String said = JsonBody.text(root, root.has("Information") ? "Information" : "Note");
    if (said == null || root.has("feed")) {
      return null;
    }
    String text = said.toLowerCase(Locale.ROOT);
    if (text.contains("premium endpoint") || text.contains("invalid")) {
      return new Refusal(Problem.DISABLED, null);
    }
    long retryAt = nowMillis + MINUTE_MILLIS;
    if (text.contains("per second")) {
      retryAt = nowMillis + BURST_MILLIS;
    } else if (text.contains("per day") && !text.contains("per minute")) {
      retryAt = Times.tomorrow(nowMillis);
    }
    return new Refusal(Problem.RATE_LIMITED, retryAt);
  }
}
