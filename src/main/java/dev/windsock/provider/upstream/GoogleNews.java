package dev.windsock.provider.upstream;

import dev.windsock.provider.Ask;
import dev.windsock.provider.Call;
import dev.windsock.provider.Engagement;
import dev.windsock.provider.Parsed;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.provider.Post;
import dev.windsock.provider.Reply;
import dev.windsock.provider.Upstream;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Google News search: {@code /rss/search?q="Acme" stock when:1d}. No cursor: the last day's news
 * merge by id. The title ends with the publisher's name, and the description only repeats it. When
 * pressed it answers 503, which here means: too often.
 */
final class GoogleNews implements Upstream {
  @Override
  public String id() {
    return "google_news";
  }

  @Override
  public Call call(Ask ask) {
    Symbol symbol = ask.symbol();
    String topic =
        switch (symbol.kind()) {
          case EQUITY -> " stock";
          case CRYPTO -> " crypto";
          case INDEX -> " index";
        };
    return Call.get(
        "/rss/search",
        "q",
        '"' + ask.name() + '"' + topic + " when:1d",
        "hl",
        "en-US",
        "gl",
        "US",
        "ceid",
        "US:en");
  }

  @Override
  public Parsed parse(Reply reply, Ask ask) {
    List<Post> posts = new ArrayList<>();
    for (FeedItem item : FeedReader.read(reply)) {
      posts.add(
          new Post(
              item.id(),
              headline(item),
              item.source(),
              item.publishedAtMillis(),
              "en",
              item.link(),
              List.of(),
              Engagement.UNKNOWN,
              null));
    }
    return new Parsed.Page(posts, null, null);
  }

  private static String headline(FeedItem item) {
    int dash = item.title().lastIndexOf(" - ");
    boolean named =
        dash > 0
            && (item.source() == null || item.title().substring(dash + 3).equals(item.source()));
    return named ? item.title().substring(0, dash) : item.title();
  }

  @Override
  public @Nullable Refusal refusal(Reply reply, long nowMillis) {
    return reply.status() == 503 ? new Refusal(Problem.RATE_LIMITED, null) : null;
  }
}
