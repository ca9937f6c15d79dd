package dev.windsock.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.RateDialect;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hashtag timelines of one Mastodon server: {@code /api/v1/timelines/tag/acme}, newest first. The
 * cursor is the greatest id seen ({@code since_id}); pages go back by {@code max_id}, which is
 * taken from the {@code Link} header. Contents are HTML. Servers may close their timelines: 401, or
 * an empty list.
 */
final class Mastodon implements Upstream {
  private static final RateDialect DIALECT =
      new RateDialect("x-ratelimit-remaining", "x-ratelimit-reset");
  private static final int PAGE = 40;
  private static final Pattern NEXT =
      Pattern.compile("<[^<>]{0,2000}?[?&]max_id=([0-9]{1,20})[^<>]{0,500}>;\\s*rel=\"next\"");

  @Override
  public String id() {
    return "mastodon";
  }

  @Override
  public @Nullable Call call(Ask ask) {
    String tag = ask.symbol().base().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    if (ask.symbol().kind() == Symbol.Kind.INDEX || tag.isEmpty()) {
      return null;
    }
    List<String> query = new ArrayList<>(List.of("limit", Integer.toString(PAGE)));
    if (ask.cursor() != null && ask.cursor().matches("[0-9]{1,20}")) {
      query.addAll(List.of("since_id", ask.cursor()));
    }
    if (ask.next() != null) {
      query.addAll(List.of("max_id", ask.next()));
    }
    return Call.get("/api/v1/timelines/tag/" + tag, query.toArray(new String[0]));
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    String newest = ask.cursor();
    int statuses = 0;
    for (JsonNode status : JsonBody.list(reply)) {
      statuses++;
      String id = JsonBody.text(status, "id");
      Long created = JsonBody.isoMillis(JsonBody.text(status, "created_at"));
      String content = JsonBody.text(status, "content");
      if (id == null || !id.matches("[0-9]{1,20}") || created == null || content == null) {
        continue;
      }
      newest = newest == null || isGreater(id, newest) ? id : newest;
      if (!status.path("account").path("bot").asBoolean(false)) {
        posts.add(post(status, id, created, content, ask.symbol()));
      }
    }
    return new Parsed.Page(posts, statuses < PAGE ? null : next(reply), newest);
  }

  /** Ids are numbers of any length. */
  private static boolean isGreater(String id, String other) {
    return id.length() == other.length() ? id.compareTo(other) > 0 : id.length() > other.length();
  }

  private static @Nullable String next(Reply reply) {
    String link = reply.header("Link");
    Matcher matcher = NEXT.matcher(link == null || link.length() > 4_096 ? "" : link);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static Post post(
      JsonNode status, String id, long created, String content, Symbol symbol) {
    JsonNode account = status.path("account");
    return new Post(
        id,
        HtmlText.of(content),
        JsonBody.text(account, "acct"),
        created,
        JsonBody.text(status, "language"),
        JsonBody.text(status, "url"),
        // A tag of three letters or fewer is as often something else, and so is a coin's: link.
        symbol.base().length() > 3 && symbol.namesake() == null
            ? List.of(symbol.code())
            : List.of(),
        new Engagement(
            JsonBody.number(status, "favourites_count"),
            JsonBody.number(status, "replies_count"),
            JsonBody.number(status, "reblogs_count"),
            null,
            JsonBody.number(account, "followers_count")),
        null);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }
}
