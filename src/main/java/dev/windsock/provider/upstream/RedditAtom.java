package dev.windsock.provider.upstream;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.RateDialect;
import dev.windsock.provider.RateSaid;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reddit's Atom feeds, {@code /r/stocks+investing/search.rss?q=Acme}: what is left to those without
 * an approved application. About one request a minute, no scores, no comments, and a block now and
 * then. No cursor: the newest posts merge by id.
 */
final class RedditAtom implements Upstream {
  private static final RateDialect DIALECT =
      new RateDialect("x-ratelimit-remaining", "x-ratelimit-reset");

  @Override
  public String id() {
    return "reddit_atom";
  }

  @Override
  public List<String> requires() {
    return List.of("settings.subreddits");
  }

  @Override
  public Call call(Ask ask) {
    return Call.get(
        "/r/" + Reddit.subreddits(ask) + "/search.rss",
        "q",
        Reddit.query(ask),
        "restrict_sr",
        "1",
        "sort",
        "new",
        "limit",
        "100");
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    for (FeedItem item : FeedReader.read(reply)) {
      posts.add(
          new Post(
              item.id(),
              item.body().isEmpty() ? item.title() : item.title() + ". " + item.body(),
              item.author(),
              item.publishedAtMillis(),
              null,
              item.link(),
              List.of(),
              Engagement.UNKNOWN,
              null));
    }
    return new Parsed.Page(posts, null, null);
  }

  @Override
  public RateSaid rate(Reply reply, long nowMillis) {
    return DIALECT.read(reply, nowMillis);
  }
}
