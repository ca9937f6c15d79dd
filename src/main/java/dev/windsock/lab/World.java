package dev.windsock.lab;

/** What all simulators share: who there is and what is said. Immutable. */
final class World {
  private final long seed;
  private final double pace;
  private final Companies companies;
  private final Phrases phrases;

  World(LabOptions options) {
    this.seed = options.seed();
    this.pace = options.pace();
    this.companies = new Companies(seed);
    this.phrases = new Phrases(companies);
  }

  double pace() {
    return pace;
  }

  Phrases phrases() {
    return phrases;
  }

  Companies companies() {
    return companies;
  }

  long seed() {
    return seed;
  }

  /** A stream of posts of its own; {@code perDay} about the most popular company. */
  Feed feed(String name, Feed.Style style, double perDay) {
    return new Feed(seed, name, style, perDay * pace, phrases);
  }
}
