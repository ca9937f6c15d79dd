package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * X recent search: ids as strings, {@code data} absent when there is nothing, partial errors beside
 * data, three rate headers and no {@code Retry-After}.
 */
final class X implements Simulator {
  private static final Pattern SUBJECT = Pattern.compile("[$#]([A-Za-z][A-Za-z0-9._]{0,14})");
  private static final Pattern WORD =
      Pattern.compile("(?<![\\w:-])\"?([A-Za-z][A-Za-z0-9 ]{0,30})\"?(?![:\\w])");
  private static final long HISTORY_MILLIS = 7L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  X(World world) {
    this.companies = world.companies();
    this.feed = world.feed("x", Feed.Style.CHAT, 6000);
  }

  @Override
  public String id() {
    return "x";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(450, 900_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.bearer();
  }

  @Override
  public String question(Ask ask) {
    return ask.param("query");
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (ask.bearer().isEmpty()) {
      return problem(401, "Unauthorized", "Unauthorized", "about:blank");
    }
    if (!ask.path().equals("/2/tweets/search/recent")) {
      return problem(404, "Not Found", "Not Found", "about:blank");
    }
    // A client whose month is spent: the next reset heals nothing.
    if (ask.bearer().startsWith("capped")) {
      return stamped(
          ask,
          verdict,
          problem(
              429,
              "UsageCapExceeded",
              "Usage cap exceeded: Monthly product cap",
              "https://api.x.com/2/problems/usage-capped"));
    }
    String query = ask.param("query");
    Long size = ask.number("max_results");
    // An application whose plan has no cashtags.
    boolean denied = ask.bearer().startsWith("tagless") && query.startsWith("$");
    if (denied
        || query.isEmpty()
        || query.length() > 512
        || (size != null && (size < 10 || size > 100))) {
      return stamped(
          ask,
          verdict,
          problem(
              400,
              "Invalid Request",
              "One or more parameters to your request was invalid.",
              "https://api.x.com/2/problems/invalid-request"));
    }
    int max = size == null ? 10 : size.intValue();
    Long since = ask.number("since_id");
    Long until = ask.number("until_id");
    Long start = Stamps.parseIso(ask.param("start_time"));
    Long end = Stamps.parseIso(ask.param("end_time"));
    long from = ask.nowMillis() - HISTORY_MILLIS;
    if (since != null) {
      from = Math.max(from, Post.millisOf(since));
    } else if (start != null) {
      from = Math.max(from, start);
    }
    long to = end == null ? ask.nowMillis() - 30_000 : Math.min(ask.nowMillis(), end - 1);
    long above = since == null ? Long.MIN_VALUE : since;
    long below = until == null ? Long.MAX_VALUE : until;
    below = Math.min(below, below(ask.param("next_token")));
    to = Math.min(to, Post.millisOf(below));
    long ceiling = below;
    Company company = subject(query);
    List<Post> posts =
        company == null
            ? List.of()
            : feed.newest(company, from, to, max + 1, key -> key > above && key < ceiling);
    boolean more = posts.size() > max;
    List<Post> page = more ? posts.subList(0, max) : posts;
    return stamped(ask, verdict, Reply.json(out -> write(out, page, more)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return stamped(
        ask, verdict, problem(429, "Too Many Requests", "Too Many Requests", "about:blank"));
  }

  private @Nullable Company subject(String query) {
    Matcher tag = SUBJECT.matcher(query);
    if (tag.find()) {
      return companies.bySymbol(tag.group(1));
    }
    Matcher word = WORD.matcher(query);
    return word.find() ? companies.byName(word.group(1).strip()) : null;
  }

  private static long below(String token) {
    return token.matches("b[0-9a-z]{1,12}")
        ? Long.parseLong(token.substring(1), 36)
        : Long.MAX_VALUE;
  }

  private static Reply problem(int status, String title, String detail, String type) {
    return Reply.json(
        status,
        "{\"title\":\""
            + title
            + "\",\"detail\":\""
            + detail
            + "\",\"type\":\""
            + type
            + "\",\"status\":"
            + status
            + "}");
  }

  private static Reply stamped(Ask ask, Verdict verdict, Reply reply) {
    Standing standing = verdict.binding();
    return reply
        .with("x-rate-limit-limit", standing.limit().count())
        .with("x-rate-limit-remaining", standing.remaining())
        .with("x-rate-limit-reset", ask.resetAtSeconds(standing));
  }

  private static void write(JsonGenerator out, List<Post> posts, boolean more) throws IOException {
    out.writeStartObject();
    if (!posts.isEmpty()) {
      out.writeArrayFieldStart("data");
      for (Post post : posts) {
        tweet(out, post);
      }
      out.writeEndArray();
      out.writeObjectFieldStart("includes");
      out.writeArrayFieldStart("users");
      for (int author : posts.stream().mapToInt(Post::author).distinct().toArray()) {
        out.writeStartObject();
        out.writeStringField("id", Integer.toString(author));
        out.writeStringField("username", "author" + author);
        out.writeObjectFieldStart("public_metrics");
        out.writeNumberField("followers_count", 5_000_000 / (author + 10));
        out.writeEndObject();
        out.writeEndObject();
      }
      out.writeEndArray();
      out.writeEndObject();
      if (posts.get(0).any(9, 20) == 0) {
        out.writeArrayFieldStart("errors");
        out.writeStartObject();
        out.writeStringField("title", "Not Found Error");
        out.writeStringField("type", "https://api.x.com/2/problems/resource-not-found");
        out.writeEndObject();
        out.writeEndArray();
      }
    }
    out.writeObjectFieldStart("meta");
    if (!posts.isEmpty()) {
      out.writeStringField("newest_id", Long.toString(posts.get(0).key()));
      out.writeStringField("oldest_id", Long.toString(posts.get(posts.size() - 1).key()));
    }
    out.writeNumberField("result_count", posts.size());
    if (more) {
      out.writeStringField(
          "next_token", "b" + Long.toString(posts.get(posts.size() - 1).key(), 36));
    }
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void tweet(JsonGenerator out, Post post) throws IOException {
    String id = Long.toString(post.key());
    out.writeStartObject();
    out.writeStringField("id", id);
    out.writeStringField("text", post.text());
    out.writeStringField("author_id", Integer.toString(post.author()));
    out.writeStringField("created_at", Stamps.isoMillis(post.millis()));
    out.writeStringField("lang", "en");
    out.writeArrayFieldStart("edit_history_tweet_ids");
    out.writeString(id);
    out.writeEndArray();
    out.writeObjectFieldStart("public_metrics");
    out.writeNumberField("retweet_count", post.few(2, 80));
    out.writeNumberField("reply_count", post.few(3, 40));
    out.writeNumberField("like_count", post.few(4, 500));
    out.writeNumberField("quote_count", post.few(5, 10));
    out.writeNumberField("bookmark_count", 0);
    out.writeNumberField("impression_count", post.few(6, 50_000));
    out.writeEndObject();
    out.writeEndObject();
  }
}
