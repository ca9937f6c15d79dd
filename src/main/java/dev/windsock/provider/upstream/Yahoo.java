package dev.windsock.provider.upstream;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;

/**
 * Yahoo Finance headlines by ticker: {@code /rss/2.0/headline?s=ACME}. No cursor: every read gives
 * the newest, which merge by id. Agents that do not look like a browser's are refused with 429.
 */
final class Yahoo implements Upstream {
  @Override
  public String id() {
    return "yahoo";
  }

  @Override
  public Call call(Ask ask) {
    return Call.get(
        "/rss/2.0/headline", "s", spelling(ask.symbol()), "region", "US", "lang", "en-US");
  }

  private static String spelling(Symbol symbol) {
    return symbol.kind() == Symbol.Kind.EQUITY ? symbol.base().replace('.', '-') : symbol.code();
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    for (FeedItem item : FeedReader.read(reply)) {
      posts.add(
          new Post(
              item.id(),
              item.body().isEmpty() || item.body().equals(item.title())
                  ? item.title()
                  : item.title() + ". " + item.body(),
              item.author(),
              item.publishedAtMillis(),
              "en",
              item.link(),
              List.of(ask.symbol().code()),
              Engagement.UNKNOWN,
              null));
    }
    return new Parsed.Page(posts, null, null);
  }
}
