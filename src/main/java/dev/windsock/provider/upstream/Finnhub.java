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
 * Finnhub company news: {@code /company-news?symbol=ACME&from=2026-11-22&to=2026-11-23}. Whole days
 * and no pages: from the day before the last read to today, and what has been seen is passed over
 * by its id, which grows. An empty token and a spent quota both come as 429; the first never heals.
 */
final class Finnhub implements Upstream {
  private static final RateDialect DIALECT =
      new RateDialect("X-Ratelimit-Remaining", "X-Ratelimit-Reset");

  /** The first read goes back so far; from then on yesterday is enough. */
  private static final int BEGINNING_DAYS = 7;

  @Override
  public String id() {
    return "finnhub";
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
    int back = ask.cursor() == null ? BEGINNING_DAYS : 1;
    return Call.get(
            "/company-news",
            "symbol",
            ask.symbol().base(),
            "from",
            Times.day(ask.nowMillis() - back * Times.DAY_MILLIS),
            "to",
            Times.day(ask.nowMillis()))
        .header("X-Finnhub-Token", ask.credential("token"));
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    long seen = ask.cursorNumber(Long.MIN_VALUE);
    long newest = ask.cursorNumber(0);
    for (JsonNode item : JsonBody.list(reply)) {
      Long id = JsonBody.number(item, "id");
      Long seconds = JsonBody.number(item, "datetime");
      String headline = JsonBody.text(item, "headline");
      if (id == null || headline == null || seconds == null || id <= seen) {
        continue;
      }
      if (!Times.isSeconds(seconds)) {
        continue;
      }
      newest = Math.max(newest, id);
      posts.add(
          new Post(
              Long.toString(id),
              Texts.join(headline, JsonBody.text(item, "summary")),
              JsonBody.text(item, "source"),
              seconds * 1000,
              "en",
              JsonBody.text(item, "url"),
              related(item, ask),
              Engagement.UNKNOWN,
              null));
    }
    return new Parsed.Page(posts, null, newest > 0 ? Long.toString(newest) : null);
  }

  private static List<String> related(JsonNode item, Ask ask) {
    Codes codes = new Codes();
    codes.add(ask.symbol().code());
    String related = JsonBody.text(item, "related");
    if (related != null) {
      for (String symbol : related.split(",", 50)) {
        codes.add(symbol.strip());
      }
    }
    return codes.all();
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    boolean unknown = reply.status() == 429 && Texts.start(reply).contains("sign up");
    return unknown ? new Refusal(Problem.UNAUTHORIZED, null) : null;
  }
}
