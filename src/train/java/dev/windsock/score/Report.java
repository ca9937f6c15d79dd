package dev.windsock.score;

import java.io.PrintStream;
import java.util.Map;
import java.util.TreeMap;

/** Tallies by corpus; headlines also by how many entities they name. */
final class Report {
  private final Map<String, Tally> tallies = new TreeMap<>();

  void add(Example example, Score score) {
    String name =
        switch (example.corpus()) {
          case TWEETS -> "financial texts";
          case HEADLINES -> headline(example);
          case INVENTED ->
              example.target().others().isEmpty() ? "invented" : "invented, several entities";
          case TALK -> "general tweets";
          case PRODUCTS -> "product reviews";
          case FILMS -> "film reviews";
        };
    tally(name).add(example, score);
    if (example.opposed()) {
      tally("headlines, opposite polarity").add(example, score);
    }
  }

  private static String headline(Example example) {
    if (example.target().others().isEmpty()) {
      return "headlines, one entity";
    }
    return example.mixed() ? "headlines, several that differ" : "headlines, several that agree";
  }

  private Tally tally(String name) {
    return tallies.computeIfAbsent(name, key -> new Tally());
  }

  void print(PrintStream out) {
    tallies.forEach((name, tally) -> out.println("  " + name + ": " + tally.line()));
  }
}
