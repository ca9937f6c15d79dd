package dev.windsock.lab;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One Mastodon server's hashtag timelines: pages by {@code Link}, an ISO reset, HTML contents. */
final class Mastodon implements Simulator {
  private static final Pattern TAG = Pattern.compile("/api/v1/timelines/tag/([A-Za-z0-9]{1,40})");
  private static final long HISTORY_MILLIS = 30L * 86_400_000;

  private final Companies companies;
  private final Feed feed;

  Mastodon(World world) {
    this.companies = world.companies();
    this.feed = world.feed("mastodon", Feed.Style.CHAT, 80);
  }

  @Override
  public String id() {
    return "mastodon";
  }

  @Override
  public List<Limit> limits() {
    return List.of(new Limit(300, 300_000));
  }

  @Override
  public String question(Ask ask) {
    return ask.path();
  }

  @Override
  public Reply answer(Ask ask, Verdict verdict) {
    Matcher path = TAG.matcher(ask.path());
    Company company = path.matches() ? companies.bySymbol(path.group(1)) : null;
    if (company == null) {
      return stamped(ask, verdict, error(404, "Record not found"));
    }
    int limit = ask.clamp("limit", 20, 1, 40);
    Long since = ask.number("since_id");
    Long min = ask.number("min_id");
    Long max = ask.number("max_id");
    long above = Math.max(since == null ? 0 : since, min == null ? 0 : min);
    long below = max == null ? Long.MAX_VALUE : max;
    long from = Math.max(ask.nowMillis() - HISTORY_MILLIS, Post.millisOf(above));
    long to = Math.min(ask.nowMillis(), Post.millisOf(below));
    List<Post> posts;
    if (min == null) {
      posts = feed.newest(company, from, to, limit, key -> key > above && key < below);
    } else {
      posts = new ArrayList<>(feed.oldest(company, from, to, limit + 1));
      posts.removeIf(post -> post.key() <= above || post.key() >= below);
      posts = new ArrayList<>(posts.subList(0, Math.min(limit, posts.size())));
      Collections.reverse(posts);
    }
    List<Post> page = posts;
    Reply reply = stamped(ask, verdict, Reply.json(out -> write(out, page)));
    String link = link(ask, page);
    return link == null ? reply : reply.with("Link", link);
  }

  @Override
  public Reply refuse(Ask ask, Verdict verdict) {
    return stamped(ask, verdict, error(429, "Too many requests"));
  }

  private static @Nullable String link(Ask ask, List<Post> posts) {
    if (posts.isEmpty()) {
      return null;
    }
    String self = "<" + ask.base() + ask.path();
    return self
        + "?max_id="
        + posts.get(posts.size() - 1).key()
        + ">; rel=\"next\", "
        + self
        + "?min_id="
        + posts.get(0).key()
        + ">; rel=\"prev\"";
  }

  private static Reply stamped(Ask ask, Verdict verdict, Reply reply) {
    Standing standing = verdict.binding();
    String reset = Stamps.isoMillis(ask.theirMillis() + standing.resetMillis());
    return reply
        .with("x-ratelimit-limit", standing.limit().count())
        .with("x-ratelimit-remaining", standing.remaining())
        .with("x-ratelimit-reset", reset.replace("Z", "144Z"));
  }

  private static Reply error(int status, String message) {
    return Reply.json(status, "{\"error\":\"" + message + "\"}");
  }

  private static void write(JsonGenerator out, List<Post> posts) throws IOException {
    out.writeStartArray();
    for (Post post : posts) {
      String id = Long.toString(post.key());
      String tag = post.company().lowerSymbol();
      out.writeStartObject();
      out.writeStringField("id", id);
      out.writeStringField("created_at", Stamps.isoMillis(post.millis()));
      out.writeStringField("language", "en");
      out.writeStringField("visibility", "public");
      out.writeStringField("url", "https://example.social/@" + post.authorName() + "/" + id);
      out.writeStringField(
          "content",
          "<p>"
              + Markup.escape(post.text())
              + " <a href=\"https://example.social/tags/"
              + tag
              + "\">#<span>"
              + tag
              + "</span></a></p>");
      out.writeNumberField("replies_count", post.few(3, 20));
      out.writeNumberField("reblogs_count", post.few(2, 40));
      out.writeNumberField("favourites_count", post.few(4, 90));
      out.writeNumberField("quotes_count", 0);
      out.writeObjectFieldStart("account");
      out.writeStringField("acct", post.authorName());
      out.writeBooleanField("bot", post.stance() == Post.Stance.SPAM);
      out.writeNumberField("followers_count", 100_000 / (post.author() + 10));
      out.writeEndObject();
      out.writeArrayFieldStart("tags");
      out.writeStartObject();
      out.writeStringField("name", tag);
      out.writeEndObject();
      out.writeEndArray();
      out.writeEndObject();
    }
    out.writeEndArray();
  }
}
