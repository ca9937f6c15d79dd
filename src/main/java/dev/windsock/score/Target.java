package dev.windsock.score;

import java.util.List;

/**
 * What a score is about.
 *
 * @param names how the text may call it: ticker, company name, aliases; empty for the whole text
 * @param others the other names in the text, whose clauses are not about it
 */
public record Target(List<String> names, List<String> others) {
  /** The text as a whole. */
  public static final Target WHOLE = new Target(List.of(), List.of());

  public Target {
    names = List.copyOf(names);
    others = List.copyOf(others);
  }
}
