package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.List;

/** Finds the symbols that a text is about. Implementations are pure and safe on any thread. */
public interface SymbolResolver {
  /**
   * A symbol found in a text.
   *
   * @param symbol which
   * @param relevance 0 to 1: cashtag 1, company alias .6 to .9, bare ticker .5
   */
  record Mention(Symbol symbol, double relevance) {}

  /** The symbols in a text, strongest first, each once. */
  List<Mention> resolve(CharSequence text);
}
