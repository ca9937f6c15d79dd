package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is known of symbols: names and aliases. Safe on any thread. */
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
   * What a caller names, as a target: the name as given and, where it is a ticker, the names that
   * its company goes by.
   *
   * @param name a ticker or a name; null or blank for the text as a whole
   * @param others the other names in the text, in the same way
   */
  default Target target(@Nullable String name, List<String> others) {
    return new Target(
        name == null || name.isBlank() ? List.of() : called(name),
        others.stream().flatMap(other -> called(other).stream()).toList());
  }

  private List<String> called(String given) {
    Symbol symbol = Symbol.find(given);
    if (symbol == null) {
      return List.of(given);
    }
    List<String> called = new ArrayList<>(symbol.spellings());
    called.add(called.size() - 1, given);
    called.addAll(names(symbol));
    return called.stream().distinct().toList();
  }

  /**
   * The symbols whose code, name or a word of whose name begins with a text, best first: the symbol
   * that the text means in any spelling, what has the same bare code, then codes, then names.
   *
   * @param prefix any text, in any case; an empty one finds nothing
   * @param limit the most to return, ≥ 0
   */
  default List<Listing> search(String prefix, int limit) {
    return List.of();
  }

  /**
   * Takes a list of symbols that were not known before, in the place of an earlier one. Without
   * effect where the directory does not learn.
   *
   * @param listings a symbol's first one counts
   */
  default void learn(List<Listing> listings) {}
}
