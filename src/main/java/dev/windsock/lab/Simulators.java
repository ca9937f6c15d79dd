package dev.windsock.lab;

import java.util.List;

/** Every provider that the lab plays. */
final class Simulators {
  private Simulators() {}

  static List<Simulator> all(World world) {
    return List.of(
        new StockTwits(world),
        new Alpaca(world),
        new Jetstream(world),
        new Yahoo(world),
        new GoogleNews(world),
        new HackerNews(world),
        new TickerTick(world),
        new Reddit(world),
        new Finnhub(world),
        new Massive(world),
        new Sec(world),
        new X(world));
  }
}
