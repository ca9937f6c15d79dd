package dev.windsock.provider.upstream;

import dev.windsock.provider.Upstream;
import java.util.List;

/** The table of all sources. */
public final class Upstreams {
  private Upstreams() {}

  /** One of each, in the order of their ids. */
  public static List<Upstream> all() {
    return List.of(
        new GoogleNews(), new HackerNews(), new StockTwits(), new TickerTick(), new Yahoo());
  }
}
