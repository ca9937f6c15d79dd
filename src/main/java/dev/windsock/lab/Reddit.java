package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reddit by OAuth: tokens that expire after an hour (they carry their expiry, so none is stored),
 * listings that end near a thousand items, a reset in relative seconds and a remaining count with a
 * fraction.
 */
final class Reddit implements Simulator {
  private static final Pattern LISTING =
      Pattern.compile("/r/([\\w+]{1,200})/(new|search)(\\.json)?");
  private static final String TOKEN_PATH = "/api/v1/access_token";
  private static final long TOKEN_SECONDS = 3600;
  private static final int MOST = 1000;
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;
  private final long seed;

  Reddit(World world) {
    this.companies = world.companies();
    this.feed = world.feed("reddit", Feed.Style.CHAT, 250);
    this.seed = world.seed();
  }

  @Override
  public String id() {
    return "reddit";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(1000, 600_000), new Limit(100, 60_000));
  }

  @Override
  public String client(Ask ask) {
    if (ask.path().equals(TOKEN_PATH)) {
      return "basic " + clientOf(ask);
    }
    String[] parts = ask.bearer().split("\\.", -1);
    return parts.length == 4 ? parts[2] : "";
  }

  @Override
  public String question(Ask ask) {
    return ask.path() + (ask.param("q").isEmpty() ? "" : " " + ask.param("q"));
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (ask.path().equals(TOKEN_PATH)) {
      return token(ask);
    }
    if (!valid(ask.bearer(), ask.nowMillis())) {
      return error(401, "Unauthorized")
          .with("www-authenticate", "Bearer realm=\"reddit\", error=\"invalid_token\"");
    }
    Matcher path = LISTING.matcher(ask.path());
    if (!path.matches()) {
      return stamped(verdict, error(404, "Not Found"));
    }
    boolean search = path.group(2).equals("search");
    List<Company> about = search ? about(ask.param("q")) : companies.known();
    int limit = ask.clamp("limit", 25, 1, 100);
    long before = keyOf(ask.param("after"));
    long to = before == Long.MAX_VALUE ? ask.nowMillis() : Post.millisOf(before);
    List<Post> all =
        about.isEmpty() || passed(about, to, ask.nowMillis()) >= MOST
            ? List.of()
            : feed.newest(about, ask.nowMillis() - HISTORY_MILLIS, to, limit + 1);
    List<Post> page = all.stream().filter(post -> post.key() < before).limit(limit).toList();
    return stamped(verdict, Reply.json(out -> write(out, path.group(1), page, limit)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return stamped(verdict, error(429, "Too Many Requests"));
  }

  private int passed(List<Company> about, long from, long to) {
    int passed = 0;
    for (Company company : about) {
      passed += feed.count(company, from, to, MOST);
    }
    return passed;
  }

  private List<Company> about(String query) {
    Company company = companies.byName(query.replace("$", "").replace("\"", ""));
    return company == null ? List.of() : List.of(company);
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, "{\"message\":\"" + message + "\",\"error\":" + status + "}");
  }

  private static Reply stamped(Verdict verdict, Reply reply) {
    Standing standing = verdict.standings().get(0);
    int left = verdict.over() ? 0 : standing.remaining();
    return reply
        .with("x-ratelimit-used", standing.limit().count() - left)
        .with("x-ratelimit-remaining", left + ".0")
        .with("x-ratelimit-reset", (verdict.over() ? verdict.binding() : standing).resetSeconds());
  }

  private Reply token(Ask ask) {
    String client = clientOf(ask);
    if (client.isEmpty()) {
      return error(401, "Unauthorized");
    }
    if (!ask.body().toString().contains("grant_type=client_credentials")) {
      return Reply.json(200, "{\"error\":\"unsupported_grant_type\"}");
    }
    String content =
        "lab." + Long.toString(ask.nowMillis() / 1000 + TOKEN_SECONDS, 36) + "." + client;
    return Reply.json(
        200,
        "{\"access_token\":\""
            + content
            + "."
            + sign(content)
            + "\",\"token_type\":\"bearer\",\"expires_in\":"
            + TOKEN_SECONDS
            + ",\"scope\":\"*\"}");
  }

  private boolean valid(String token, long nowMillis) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 4 || !parts[3].equals(sign(parts[0] + "." + parts[1] + "." + parts[2]))) {
      return false;
    }
    return Long.parseLong(parts[1], 36) > nowMillis / 1000;
  }

  private String sign(String content) {
    return Long.toUnsignedString(Dice.roll(seed, content), 36);
  }

  /** A hash of who asks for a token; empty without credentials. */
  private String clientOf(Ask ask) {
    String header = ask.header("Authorization");
    if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
      return "";
    }
    try {
      String pair =
          new String(
              Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 1 || colon == pair.length() - 1
          ? ""
          : Long.toUnsignedString(Dice.roll(seed, pair.substring(0, colon)), 36);
    } catch (IllegalArgumentException noBase64) {
      return "";
    }
  }

  private static long keyOf(String name) {
    try {
      return name.startsWith("t3_") ? Long.parseLong(name.substring(3), 36) : Long.MAX_VALUE;
    } catch (NumberFormatException noName) {
      return Long.MAX_VALUE;
    }
  }

  private static void write(JsonGenerator out, String subreddits, List<Post> posts, int limit)
      throws IOException {
    @Nullable String after = posts.size() < limit ? null : name(posts.get(posts.size() - 1));
    String[] subs = subreddits.split("\\+");
    out.writeStartObject();
    out.writeStringField("kind", "Listing");
    out.writeObjectFieldStart("data");
    out.writeStringField("after", after);
    out.writeNullField("before");
    out.writeNumberField("dist", posts.size());
    out.writeNullField("modhash");
    out.writeNullField("geo_filter");
    out.writeArrayFieldStart("children");
    for (Post post : posts) {
      out.writeStartObject();
      out.writeStringField("kind", "t3");
      out.writeFieldName("data");
      submission(out, subs[post.any(1, subs.length)], post);
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeEndObject();
    out.writeEndObject();
  }

  private static void submission(JsonGenerator out, String sub, Post post) throws IOException {
    String id = name(post).substring(3);
    int score = post.few(2, 3000);
    out.writeStartObject();
    out.writeStringField("id", id);
    out.writeStringField("name", "t3_" + id);
    out.writeStringField("subreddit", sub);
    out.writeStringField("title", post.text());
    out.writeStringField("selftext", post.any(5, 3) == 0 ? post.text() + " Thoughts?" : "");
    out.writeStringField("author", post.authorName());
    out.writeNumberField("created_utc", (double) post.seconds());
    out.writeNumberField("score", score);
    out.writeNumberField("ups", score);
    out.writeNumberField("upvote_ratio", 0.6 + post.any(3, 40) / 100.0);
    out.writeNumberField("num_comments", post.few(4, 400));
    out.writeStringField("permalink", "/r/" + sub + "/comments/" + id + "/x/");
    out.writeStringField("url", "https://example.com/" + id);
    if (post.any(6, 20) == 0) {
      out.writeNumberField("edited", (double) post.seconds() + 60);
    } else {
      out.writeBooleanField("edited", false);
    }
    out.writeNullField("removed_by_category");
    out.writeBooleanField("over_18", false);
    out.writeBooleanField("is_self", true);
    out.writeEndObject();
  }

  private static String name(Post post) {
    return "t3_" + Long.toString(post.key(), 36);
  }
}
