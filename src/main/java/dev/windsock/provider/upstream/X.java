package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.InvalidValueException;
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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * X recent search: {@code /2/tweets/search/recent?query=$ACME lang:en -is:retweet}, newest first.
 * The cursor is the greatest id seen ({@code since_id}, exclusive), pages go on by {@code
 * next_token}. Ids are 64-bit numbers in strings.
 *
 * <p>Posts are paid for, each that is read: a call reads at most {@code settings.pageSize} (10 to
 * 100) of them, so that a quota of so many calls a month is one of so many times as many posts.
 * Callers who are denied the cashtag operator are answered 400 and ask {@code (ACME OR #ACME)}
 * then, or at once where {@code settings.cashtags} is {@code false}.
 *
 * <p>What is offered onward may hold ids alone: scores and ids leave, no word of a post. A spent
 * month ({@code usage-capped}) comes as 429 too and does not heal at the reset. A good answer may
 * hold errors beside its data, and has no data when there is nothing.
 */
final class X implements Upstream {
  private static final String TERMS = " lang:en -is:retweet";
  private static final int MOST_POSTS = 100;
  private static final int LEAST_POSTS = 10;

  /** A cashtag in a query that was encoded. */
  private static final Pattern CASHTAG =
      Pattern.compile("(?<=[?&]query=)%24([A-Za-z0-9._-]+)(?=%20)");

  private static final RateDialect DIALECT =
      new RateDialect("x-rate-limit-remaining", "x-rate-limit-reset");

  @Override
  public String id() {
    return "x";
  }

  @Override
  public List<String> requires() {
    return List.of("credentials.token");
  }

  @Override
  public void check(Map<String, String> settings) {
    pageSize(settings.getOrDefault("pageSize", ""));
    String cashtags = settings.getOrDefault("cashtags", "");
    if (!Set.of("", "true", "false").contains(cashtags)) {
      throw new InvalidValueException("settings.cashtags", cashtags, "true or false");
    }
  }

  @Override
  public boolean quotable() {
    return false;
  }

  @Override
  public Call call(Ask ask) {
    List<String> query =
        new ArrayList<>(
            List.of(
                "query",
                subject(ask) + TERMS,
                "max_results",
                Integer.toString(pageSize(ask.setting("pageSize"))),
                "sort_order",
                "recency",
                "tweet.fields",
                "created_at,public_metrics,lang,author_id",
                "expansions",
                "author_id",
                "user.fields",
                "public_metrics"));
    String since = ask.cursor();
    if (since != null && id(since) != null) {
      query.addAll(List.of("since_id", since));
    }
    if (ask.next() != null) {
      query.addAll(List.of("next_token", ask.next()));
    }
    return Call.get("/2/tweets/search/recent", query.toArray(new String[0]))
        .header("Authorization", "Bearer " + ask.credential("token"));
  }

  private static String subject(Ask ask) {
    String base = ask.symbol().base();
    if (ask.symbol().kind() == Symbol.Kind.INDEX) {
      return '#' + base;
    }
    return ask.setting("cashtags").equals("false") ? words(base) : '$' + base;
  }

  private static String words(String base) {
    return "(" + base + " OR #" + base + ")";
  }

  private static int pageSize(String given) {
    if (given.isEmpty()) {
      return MOST_POSTS;
    }
    int size = given.matches("[0-9]{1,4}") ? Integer.parseInt(given) : 0;
    if (size < LEAST_POSTS || size > MOST_POSTS) {
      throw new InvalidValueException(
          "settings.pageSize", given, LEAST_POSTS + " to " + MOST_POSTS);
    }
    return size;
  }

  @Override
  public @Nullable Call instead(Call refused, Reply reply) {
    Matcher cashtag = CASHTAG.matcher(refused.target());
    if (reply.status() != 400 || !cashtag.find()) {
      return null;
    }
    String target = cashtag.replaceFirst(Call.encode(words(cashtag.group(1))));
    return new Call(refused.host(), target, refused.headers(), null);
  }

  private static @Nullable Long id(@Nullable String text) {
    if (text == null || !text.matches("[0-9]{1,19}")) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    JsonNode root = JsonBody.object(reply);
    JsonNode meta = root.path("meta");
    boolean any = root.path("data").isArray();
    if (!any && !meta.path("result_count").isIntegralNumber()) {
      throw JsonBody.malformed("neither 'data' nor 'meta' came");
    }
    Map<String, Long> followers = followers(root);
    Long newest = id(ask.cursor());
    List<Post> posts = new ArrayList<>();
    for (JsonNode item : any ? JsonBody.required(root, "data") : List.<JsonNode>of()) {
      Long id = id(JsonBody.text(item, "id"));
      Long created = JsonBody.isoMillis(JsonBody.text(item, "created_at"));
      String text = JsonBody.text(item, "text");
      if (id == null || created == null || text == null) {
        continue;
      }
      newest = newest == null ? id : Long.valueOf(Math.max(newest, id));
      posts.add(post(item, id, created, text, ask, followers));
    }
    return new Parsed.Page(
        posts, JsonBody.text(meta, "next_token"), newest == null ? null : newest.toString());
  }

  private static Map<String, Long> followers(JsonNode root) {
    Map<String, Long> followers = new HashMap<>();
    for (JsonNode user : JsonBody.array(root.path("includes"), "users")) {
      String id = JsonBody.text(user, "id");
      Long count = JsonBody.number(user.path("public_metrics"), "followers_count");
      if (id != null && count != null) {
        followers.put(id, count);
      }
    }
    return followers;
  }

  private static Post post(
      JsonNode item, long id, long created, String text, Ask ask, Map<String, Long> followers) {
    JsonNode metrics = item.path("public_metrics");
    String author = JsonBody.text(item, "author_id");
    // A cashtag that a coin and a share have in common ties a post to neither.
    boolean tagged =
        ask.symbol().kind() != Symbol.Kind.INDEX
            && ask.symbol().namesake() == null
            && !isMereWord(text, ask.symbol().base());
    return new Post(
        Long.toString(id),
        HtmlText.unescape(text),
        author,
        created,
        JsonBody.text(item, "lang"),
        "https://x.com/i/status/" + id,
        tagged ? List.of(ask.symbol().code()) : List.of(),
        new Engagement(
            JsonBody.number(metrics, "like_count"),
            JsonBody.number(metrics, "reply_count"),
            JsonBody.number(metrics, "retweet_count"),
            JsonBody.number(metrics, "impression_count"),
            author == null ? null : followers.get(author)),
        null);
  }

  /** Whether it was found by the word, which may mean anything, and not by the cashtag. */
  private static boolean isMereWord(String text, String base) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.contains(base) && !upper.contains('$' + base);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    boolean capped = reply.status() == 429 && Texts.start(reply).contains("usage-capped");
    return capped ? new Refusal(Problem.DISABLED, null) : null;
  }
}
