package dev.windsock.provider;

import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What posts are about: a symbol under all its names.
 *
 * @param symbol the symbol
 * @param names how a text may call it besides by its ticker
 */
record Subject(Symbol symbol, List<String> names) {
  private static final int MIN_TICKER = 3;

  static Subject of(Symbol symbol, SymbolDirectory directory) {
    return new Subject(symbol, directory.names(symbol));
  }

  /**
   * What a score of a post is about.
   *
   * @param others codes of the other symbols in it
   */
  Target target(List<String> others, SymbolDirectory directory) {
    Set<String> ours = new LinkedHashSet<>(symbol.spellings());
    ours.add("$" + symbol.base());
    ours.addAll(names);
    List<String> theirs = new ArrayList<>();
    for (String code : others) {
      Symbol other = Symbol.parse(code);
      if (!other.equals(symbol)) {
        theirs.addAll(other.spellings());
        theirs.add("$" + other.base());
        theirs.addAll(directory.names(other));
      }
    }
    theirs.removeAll(ours);
    return new Target(List.copyOf(ours), theirs);
  }

  /** Whether a text has the ticker in capitals as a word of its own; too short ones are chance. */
  boolean isTickerIn(String text) {
    return symbol.base().length() >= MIN_TICKER && hasWord(text, symbol.base());
  }

  private static boolean hasWord(String text, String word) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      boolean starts = at == 0 || !Character.isLetterOrDigit(text.charAt(at - 1));
      boolean ends = end == text.length() || !Character.isLetterOrDigit(text.charAt(end));
      if (starts && ends) {
        return true;
      }
    }
    return false;
  }
}
