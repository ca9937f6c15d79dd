package dev.windsock.lab;

import java.util.List;

/** Every provider that the lab plays. */
final class Simulators {
  private Simulators() {}

  static List<Simulator> all(World world) {
    return List.of(
        new Alpaca(world),
        new AlphaVantage(world),
        new Finnhub(world),
        new FourChan(world),
        new Gdelt(world),
        new GoogleNews(world),
        new HackerNews(world),
        new Jetstream(world),
        new Marketaux(world),
        new Massive(world),
        new Mastodon(world),
        new Reddit(world),
        new RedditAtom(world),
        new Sec(world),
        new StockTwits(world),
        new TickerTick(world),
        new Wikipedia(world),
        new X(world),
        new Yahoo(world));
  }
}
