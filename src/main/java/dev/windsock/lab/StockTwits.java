package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** StockTwits' symbol streams: escaped bodies, labels on about half of the posts, id cursors. */
final class StockTwits implements Simulator {
  private static final Pattern PATH = Pattern.compile("/api/2/streams/symbol/([^/]+)\\.json");
  private static final Pattern CASHTAG = Pattern.compile("\\$([A-Z][A-Z0-9.]{0,9})");
  private static final int HISTORY = 800;
  private static final int PAGE = 30;

  private final Companies companies;
  private final Feed feed;

  StockTwits(World world) {
    this.companies = world.companies();
    this.feed = world.feed("stocktwits", Feed.Style.CHAT, 2000);
  }

  @Override
  public String id() {
    return "stocktwits";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(200, 3_600_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.param("access_token");
  }

  @Override
  public String question(Ask ask) {
    Matcher path = PATH.matcher(ask.path());
    return path.matches() ? path.group(1) : "?";
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    Matcher path = PATH.matcher(ask.path());
    Company company = path.matches() ? companies.bySymbol(path.group(1)) : null;
    if (company == null) {
      return stamped(ask, verdict, error(404, "Symbol not found"));
    }
    Long since = ask.number("since");
    Long max = ask.number("max");
    if ((since == null && !ask.param("since").isEmpty())
        || (max == null && !ask.param("max").isEmpty())) {
      return stamped(ask, verdict, error(422, "Invalid since or max parameter"));
    }
    int limit = ask.clamp("limit", PAGE, 1, PAGE);
    long newest = max == null ? Long.MAX_VALUE : max;
    long oldest = since == null ? Long.MIN_VALUE : since;
    long from = since == null ? 0 : Post.millisOf(since);
    long to = max == null ? ask.nowMillis() : Math.min(ask.nowMillis(), Post.millisOf(max));
    List<Post> posts = List.of();
    if (max == null || feed.count(company, to, ask.nowMillis(), HISTORY) < HISTORY) {
      posts = feed.newest(company, from, to, limit, key -> key > oldest && key <= newest);
    }
    List<Post> page = posts;
    return stamped(ask, verdict, Reply.json(out -> write(out, company, page, limit)));
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    int count = verdict.binding().limit().count();
    return stamped(
        ask,
        verdict,
        error(
            429,
            "Rate limit exceeded. Client may not make more than " + count + " requests an hour."));
  }

  private static Reply error(int status, String message) {
    return Reply.json(
        status,
        "{\"response\":{\"status\":"
            + status
            + "},\"errors\":[{\"message\":\""
            + message
            + "\"}]}");
  }

  private static Reply stamped(Ask ask, Verdict verdict, Reply reply) {
    Standing standing = verdict.binding();
    return reply
        .with("X-RateLimit-Limit", standing.limit().count())
        .with("X-RateLimit-Remaining", standing.remaining())
        .with("X-RateLimit-Reset", ask.resetAtSeconds(standing));
  }

  private void write(JsonGenerator out, Company company, List<Post> posts, int limit)
      throws IOException {
    out.writeStartObject();
    out.writeObjectFieldStart("response");
    out.writeNumberField("status", 200);
    out.writeEndObject();
    out.writeFieldName("symbol");
    symbol(out, company);
    out.writeObjectFieldStart("cursor");
    out.writeBooleanField("more", posts.size() == limit);
    if (posts.isEmpty()) {
      out.writeNullField("since");
      out.writeNullField("max");
    } else {
      out.writeNumberField("since", posts.get(0).key());
      out.writeNumberField("max", posts.get(posts.size() - 1).key());
    }
    out.writeEndObject();
    out.writeArrayFieldStart("messages");
    for (Post post : posts) {
      message(out, post);
    }
    out.writeEndArray();
    out.writeEndObject();
  }

  private void message(JsonGenerator out, Post post) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", post.key());
    out.writeStringField("body", Markup.escape(spelled(post)));
    out.writeStringField("created_at", Stamps.iso(post.millis()));
    out.writeObjectFieldStart("user");
    out.writeNumberField("id", post.author());
    out.writeStringField("username", post.authorName());
    out.writeNumberField("followers", post.few(1, 20_000));
    out.writeStringField("join_date", "2016-08-05");
    out.writeBooleanField("official", false);
    out.writeArrayFieldStart("classification");
    out.writeEndArray();
    out.writeEndObject();
    out.writeArrayFieldStart("symbols");
    symbol(out, post.company());
    for (Company mentioned : mentioned(post)) {
      symbol(out, mentioned);
    }
    out.writeEndArray();
    int likes = post.few(2, 60);
    if (likes > 0) {
      out.writeObjectFieldStart("likes");
      out.writeNumberField("total", likes);
      out.writeEndObject();
    }
    out.writeObjectFieldStart("entities");
    out.writeArrayFieldStart("media");
    out.writeEndArray();
    label(out, post);
    out.writeEndObject();
    out.writeEndObject();
  }

  /** About half of those with an opinion say so; a few err, some label what has none. */
  private static void label(JsonGenerator out, Post post) throws IOException {
    int percent = post.any(3, 100);
    boolean opinion = post.stance() == Post.Stance.BULLISH || post.stance() == Post.Stance.BEARISH;
    boolean labelled = percent < (opinion ? 60 : 20);
    if (!labelled) {
      out.writeNullField("sentiment");
      return;
    }
    boolean bullish =
        opinion ? (post.stance() == Post.Stance.BULLISH) == (percent >= 3) : percent < 15;
    out.writeObjectFieldStart("sentiment");
    out.writeStringField("basic", bullish ? "Bullish" : "Bearish");
    out.writeEndObject();
  }

  private Set<Company> mentioned(Post post) {
    String text = post.text();
    if (text.indexOf('$', text.indexOf('$') + 1) < 0) {
      return Set.of();
    }
    Set<Company> found = new LinkedHashSet<>();
    Matcher cashtag = CASHTAG.matcher(text);
    while (cashtag.find()) {
      Company company = companies.bySymbol(cashtag.group(1));
      if (company != null && !company.symbol().equals(post.company().symbol())) {
        found.add(company);
      }
    }
    return found;
  }

  /** Coins are written {@code $BTC.X} here. */
  private static String spelled(Post post) {
    return post.company().coin()
        ? post.text().replace("$" + post.company().symbol(), "$" + spelled(post.company()))
        : post.text();
  }

  private static String spelled(Company company) {
    return company.coin() ? company.symbol() + ".X" : company.symbol();
  }

  private static void symbol(JsonGenerator out, Company company) throws IOException {
    out.writeStartObject();
    out.writeNumberField("id", Dice.face(company.roll(), 30_000));
    out.writeStringField("symbol", spelled(company));
    out.writeStringField("title", company.fullName());
    out.writeNumberField("watchlist_count", (int) (company.popularity() * 900_000));
    out.writeEndObject();
  }
}
