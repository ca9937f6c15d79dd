package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca news: {@code /v1beta1/news} by HTTP, pages of at most 50 by token, 200 a minute; the same
 * path by WebSocket, arrays of messages, one connection a key. Keys that begin with {@code bad} are
 * refused, those that begin with {@code limited} may not subscribe.
 */
final class Alpaca implements StreamSimulator {
  private static final String PATH = "/v1beta1/news";
  private static final long HISTORY_MILLIS = 7L * 86_400_000;
  private static final long FIRST_SPAN_MILLIS = 900_000;
  private static final int MOST = 50;
  private static final int TICK_MILLIS = 50;
  private static final int AUTH_MILLIS = 10_000;

  private final Companies companies;
  private final Feed feed;
  private final Set<String> connected = new HashSet<>();

  Alpaca(World world) {
    this.companies = world.companies();
    this.feed = world.feed("alpaca", Feed.Style.NEWS, 100);
  }

  @Override
  public String id() {
    return "alpaca";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(200, 60_000));
  }

  @Override
  public String client(Ask ask) {
    return ask.header("APCA-API-KEY-ID");
  }

  @Override
  public String question(Ask ask) {
    return ask.header("Upgrade").isEmpty() ? ask.param("symbols") : "stream";
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    if (!isGood(client(ask)) || ask.header("APCA-API-SECRET-KEY").isEmpty()) {
      return Reply.json(403, "{\"message\":\"forbidden.\"}");
    }
    if (!ask.path().equals(PATH)) {
      return Reply.json(404, "{\"message\":\"endpoint not found.\"}");
    }
    boolean ascending = ask.param("sort").equals("asc");
    int limit = ask.clamp("limit", 10, 1, MOST);
    long from = bound(ask, "start", ask.nowMillis() - HISTORY_MILLIS);
    long to = Math.min(ask.nowMillis(), bound(ask, "end", ask.nowMillis()));
    Long after = token(ask.param("page_token"));
    if (after != null) {
      from = ascending ? Math.max(from, Post.millisOf(after)) : from;
      to = ascending ? to : Math.min(to, Post.millisOf(after));
    }
    List<Company> asked = asked(ask.param("symbols"));
    List<Post> posts = new ArrayList<>();
    // Posts are made when they are looked at: no more of them than it takes.
    long span = FIRST_SPAN_MILLIS;
    boolean whole = false;
    while (!whole && posts.size() <= limit) {
      long first = ascending ? from : Math.max(from, to - span);
      long last = ascending ? Math.min(to, from + span) : to;
      whole = first == from && last == to;
      posts.clear();
      for (Company company : asked) {
        // Some of the page before may come again from the very millisecond at which it ended.
        List<Post> its =
            ascending
                ? feed.oldest(company, first, last, limit + 2)
                : feed.newest(company, first, last, limit + 2);
        its.stream().filter(post -> isAfter(post, after, ascending)).forEach(posts::add);
      }
      span *= 2;
    }
    Comparator<Post> order = Comparator.comparingLong(Post::key);
    posts.sort(ascending ? order : order.reversed());
    boolean more = posts.size() > limit;
    List<Post> page = more ? posts.subList(0, limit) : posts;
    String next = more ? Long.toString(page.get(limit - 1).key(), 36) : null;
    return rated(ask, verdict, Reply.json(out -> write(out, page, next)));
  }

  private static boolean isAfter(Post post, @Nullable Long after, boolean ascending) {
    return after == null || (ascending ? post.key() > after : post.key() < after);
  }

  private List<Company> asked(String symbols) {
    if (symbols.isEmpty()) {
      return companies.known();
    }
    List<Company> asked = new ArrayList<>();
    for (String symbol : symbols.split(",", -1)) {
      Company company = companies.bySymbol(symbol);
      if (company != null) {
        asked.add(company);
      }
    }
    return asked;
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return rated(ask, verdict, Reply.json(429, "{\"message\":\"too many requests.\"}"));
  }

  private static Reply rated(Ask ask, Verdict verdict, Reply reply) {
    Standing standing = verdict.binding();
    return reply
        .with("X-RateLimit-Limit", standing.limit().count())
        .with("X-RateLimit-Remaining", standing.remaining())
        .with("X-RateLimit-Reset", ask.resetAtSeconds(standing));
  }

  private static long bound(Ask ask, String name, long fallback) {
    Long millis = Stamps.parseIso(ask.param(name));
    return millis == null ? fallback : millis;
  }

  private static @Nullable Long token(String text) {
    return text.matches("[0-9a-z]{1,12}") ? Long.valueOf(Long.parseLong(text, 36)) : null;
  }

  private static boolean isGood(String key) {
    return !key.isEmpty() && !key.startsWith("bad");
  }

  private void write(JsonGenerator out, List<Post> page, @Nullable String next) throws IOException {
    out.writeStartObject();
    out.writeArrayFieldStart("news");
    for (Post post : page) {
      out.writeStartObject();
      article(out, post);
      out.writeArrayFieldStart("images");
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
    out.writeStringField("next_page_token", next);
    out.writeEndObject();
  }

  private static void article(JsonGenerator out, Post post) throws IOException {
    out.writeNumberField("id", post.key());
    out.writeStringField("headline", post.text());
    out.writeStringField("summary", post.detail());
    out.writeStringField("author", post.authorName());
    out.writeStringField("created_at", Stamps.isoMillis(post.millis()));
    out.writeStringField("updated_at", Stamps.isoMillis(post.millis()));
    out.writeStringField("url", "https://example.com/news/" + post.key());
    out.writeStringField("content", "");
    out.writeArrayFieldStart("symbols");
    out.writeString(post.company().symbol() + (post.company().coin() ? "USD" : ""));
    out.writeEndArray();
    out.writeStringField("source", "benzinga");
  }

  @Override
  public void open(Ask ask, Wire wire) {
    new Session(wire).start();
  }

  /** One client's connection. */
  private final class Session {
    private final Wire wire;
    private @Nullable String key;
    private long sentUntil;
    private boolean subscribed;

    private Session(Wire wire) {
      this.wire = wire;
    }

    private void start() {
      wire.listen(this::heard);
      wire.say("[{\"T\":\"success\",\"msg\":\"connected\"}]");
      wire.after(
          AUTH_MILLIS,
          () -> {
            if (key == null) {
              fail(404, "auth timeout");
            }
          });
    }

    private void fail(int code, String message) {
      wire.say(
          String.format(
              Locale.ROOT, "[{\"T\":\"error\",\"code\":%d,\"msg\":\"%s\"}]", code, message));
      wire.close();
    }

    private void heard(String text) {
      JsonNode said;
      try {
        said = Json.mapper().readTree(text);
      } catch (JsonProcessingException malformed) {
        fail(400, "invalid syntax");
        return;
      }
      switch (said.path("action").asText("")) {
        case "auth" -> authenticate(said.path("key").asText(""), said.path("secret").asText(""));
        case "subscribe" -> subscribe();
        default -> fail(400, "invalid syntax");
      }
    }

    private void authenticate(String given, String secret) {
      if (key != null) {
        fail(403, "already authenticated");
      } else if (!isGood(given) || secret.isEmpty()) {
        fail(402, "auth failed");
      } else if (!connected.add(given)) {
        fail(406, "connection limit exceeded");
      } else {
        key = given;
        wire.opened(given);
        wire.onClose(() -> connected.remove(given));
        wire.say("[{\"T\":\"success\",\"msg\":\"authenticated\"}]");
      }
    }

    private void subscribe() {
      if (key == null) {
        fail(401, "not authenticated");
      } else if (key.startsWith("limited")) {
        fail(409, "insufficient subscription");
      } else if (!subscribed) {
        subscribed = true;
        sentUntil = wire.nowMillis();
        wire.say("[{\"T\":\"subscription\",\"news\":[\"*\"]}]");
        wire.every(TICK_MILLIS, this::send);
      }
    }

    private void send() {
      long now = wire.nowMillis();
      if (wire.full() || now <= sentUntil) {
        return;
      }
      for (Company company : companies.known()) {
        for (Post post : feed.oldest(company, sentUntil + 1, now, MOST)) {
          wire.event(Json.write(out -> message(out, post)).toString());
        }
      }
      sentUntil = now;
    }
  }

  private static void message(JsonGenerator out, Post post) throws IOException {
    out.writeStartArray();
    out.writeStartObject();
    out.writeStringField("T", "n");
    article(out, post);
    out.writeEndObject();
    out.writeEndArray();
  }
}
