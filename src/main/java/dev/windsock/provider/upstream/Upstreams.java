package dev.windsock.provider.upstream;

import dev.windsock.provider.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of all sources, and the one place besides its own file that a source is named in. */
public final class Upstreams {
  private Upstreams() {}

  /** One of each, in the order of their ids. */
  public static List<Upstream> all() {
    return List.of(
        new AlphaVantage(),
        new Finnhub(),
        new FourChan(),
        new Gdelt(),
        new GoogleNews(),
        new HackerNews(),
        new Marketaux(),
        new Massive(),
        new Mastodon(),
        new Reddit(),
        new RedditAtom(),
        new Sec(),
        new StockTwits(),
        new TickerTick(),
        new Wikipedia(),
        new X(),
        new Yahoo());
  }

  /** What a source needs to be enabled, as {@link Upstream#requires}; nothing for other ids. */
  public static List<String> requires(String id) {
    return of(id).map(Upstream::requires).orElseGet(() -> Streams.requires(id));
  }

  /** Refuses settings that a source cannot go by, as {@link Upstream#check}. */
  public static void check(String id, Map<String, String> settings) {
    of(id).ifPresent(upstream -> upstream.check(settings));
  }

  private static Optional<Upstream> of(String id) {
    return all().stream().filter(upstream -> upstream.id().equals(id)).findFirst();
  }
}
