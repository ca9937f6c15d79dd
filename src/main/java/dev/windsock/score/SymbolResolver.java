package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.List;

/** Finds the symbols that a text is about. Implementations are pure and safe on any thread. */
public interface SymbolResolver {
  /**
   * A symbol found in a text.
   *
   * @param symbol which
   * @param relevance 0 to 1: cashtag, pair or exchange-qualified 1, company alias in a title .9 and
   *     in a body .6, bare ticker .5
   * @param ambiguous whether the words name several symbols alike: of 'Alphabet' each is then
   *     found, and which is meant is not known; '$LTC' is taken for the coin, and may be the share
   */
  record Mention(Symbol symbol, double relevance, boolean ambiguous) {
    /** A mention that is not ambiguous. */
    public Mention(Symbol symbol, double relevance) {
      this(symbol, relevance, false);
    }
  }

  /**
   * The symbols in a text, strongest first, each once. The first line is the title where others
   * follow it or where the text is as short as a headline. A name that several symbols share finds
   * them all, but for the classes of learned shares, of which the first listed is found.
   */
  List<Mention> resolve(CharSequence text);
}
