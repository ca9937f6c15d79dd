package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.List;

/** What is known of symbols: names and aliases. Immutable and safe on any thread. */
public interface SymbolDirectory {
  /**
   * A symbol of the directory.
   *
   * @param symbol which
   * @param name its usual name
   */
  record Listing(Symbol symbol, String name) {}

  /**
   * The usual names of what a symbol stands for, best first, as in {@code Apple}, {@code Apple
   * Inc}; empty for an unknown symbol.
   */
  List<String> names(Symbol symbol);

  /**
   * The symbols whose code, name or a word of whose name begins with a text, best first: the exact
   * code, then codes, then names.
   *
   * @param prefix any text, in any case; an empty one finds nothing
   * @param limit the most to return, ≥ 0
   */
  default List<Listing> search(String prefix, int limit) {
    return List.of();
  }
}
