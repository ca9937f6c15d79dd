package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Facts;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Preparation;
import dev.windsock.provider.RateDialect;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reddit by OAuth: an application's token from {@code www}, then {@code
 * /r/stocks+investing/search?q=Acme}. There is no "since": the cursor is the time of the newest
 * post seen, and paging by {@code after} ends where a page reaches back to it. Posts that were
 * removed are taken back, as Reddit demands.
 */
final class Reddit implements Upstream {
  private static final RateDialect DIALECT =
      new RateDialect("x-ratelimit-remaining", "x-ratelimit-reset");
  private static final long OVERLAP_SECONDS = Duration.ofMinutes(5).toSeconds();
  private static final String TOKEN = "token";
  private static final long MAX_LIFE_SECONDS = 7 * 86_400;

  private static final Preparation ACCESS =
      new Preparation() {
        @Override
        public Call call(Ask ask) {
          String pair = ask.credential("id") + ":" + ask.credential("secret");
          String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
          return Call.post("/api/v1/access_token", "grant_type", "client_credentials")
              .at("www")
              .header("Authorization", "Basic " + basic);
        }

        @Override
        public Facts parse(Reply reply, Ask ask) {
          JsonNode root = JsonBody.object(reply);
          String token = JsonBody.text(root, "access_token");
          Long seconds = JsonBody.number(root, "expires_in");
          if (token == null || !token.matches("[\\x21-\\x7e]{1,4000}") || seconds == null) {
            throw JsonBody.malformed("no token came");
          }
          long life = Math.max(1, Math.min(MAX_LIFE_SECONDS, seconds));
          return new Facts(Map.of(TOKEN, token), Duration.ofSeconds(life));
        }
      };

  @Override
  public String id() {
    return "reddit";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.id", "credentials.secret", "settings.subreddits");
  }

  @Override
  public Preparation preparation() {
    return ACCESS;
  }

  @Override
  public Call call(Ask ask) {
    String path = "/r/" + subreddits(ask) + "/search";
    List<String> query =
        new ArrayList<>(
            List.of(
                "q",
                query(ask),
                "restrict_sr",
                "1",
                "sort",
                "new",
                "t",
                "week",
                "type",
                "link",
                "limit",
                "100",
                "raw_json",
                "1"));
    if (ask.next() != null) {
      query.addAll(List.of("after", ask.next()));
    }
    return Call.get(path, query.toArray(new String[0]))
        .header("Authorization", "Bearer " + ask.fact(TOKEN));
  }

  /** As configured, less what is no subreddit's name. */
  static String subreddits(Ask ask) {
    return ask.setting("subreddits").replaceAll("[^A-Za-z0-9_+]", "");
  }

  /** The name where it is known, since tickers are often everyday words. */
  static String query(Ask ask) {
    return ask.names().isEmpty() ? ask.symbol().base() : '"' + ask.name() + '"';
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode data = JsonBody.object(reply).path("data");
    long seen = ask.cursorNumber(Long.MIN_VALUE + OVERLAP_SECONDS) - OVERLAP_SECONDS;
    long newest = ask.cursorNumber(0);
    long oldest = Long.MAX_VALUE;
    List<Post> posts = new ArrayList<>();
    Set<String> withdrawn = new HashSet<>();
    for (JsonNode child : JsonBody.required(data, "children")) {
      JsonNode item = child.path("data");
      String name = JsonBody.text(item, "name");
      Double created = JsonBody.decimal(item, "created_utc");
      Long seconds = created == null ? null : created.longValue();
      if (name == null || seconds == null || !Times.isSeconds(seconds)) {
        continue;
      }
      oldest = Math.min(oldest, seconds);
      newest = Math.max(newest, Math.min(seconds, ask.nowMillis() / 1000));
      if (item.hasNonNull("removed_by_category")) {
        withdrawn.add(name);
      } else if (seconds >= seen) {
        posts.add(post(item, name, seconds));
      }
    }
    String after = JsonBody.text(data, "after");
    return new Parsed.Page(
        posts,
        oldest > seen && oldest != Long.MAX_VALUE ? after : null,
        newest > 0 ? Long.toString(newest) : null,
        withdrawn);
  }

  private static Post post(JsonNode item, String name, long seconds) {
    String title = JsonBody.text(item, "title");
    String body = JsonBody.text(item, "selftext");
    String permalink = JsonBody.text(item, "permalink");
    String text = title == null ? "" : title;
    return new Post(
        name,
        body == null || body.isEmpty() ? text : text + ". " + body,
        JsonBody.text(item, "author"),
        seconds * 1000,
        null,
        permalink == null ? null : "https://www.reddit.com" + permalink,
        List.of(),
        new Engagement(
            JsonBody.number(item, "score"),
            JsonBody.number(item, "num_comments"),
            null,
            null,
            null),
        null);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }
}
