package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.List;

/** What is known of symbols: names and aliases. Immutable and safe on any thread. */
public interface SymbolDirectory {
  /**
   * The usual names of what a symbol stands for, best first, as in {@code Apple}, {@code Apple
   * Inc}; empty for an unknown symbol.
   */
  List<String> names(Symbol symbol);
}
