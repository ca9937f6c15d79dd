package dev.windsock.provider;

import dev.windsock.score.SymbolDirectory;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What posts are about: a symbol under all its names.
 *
 * @param symbol the symbol
 * @param names how a text may call it besides by its ticker
 */
record Subject(Symbol symbol, List<String> names) {
  private static final List<String> LEGAL_FORMS =
      List.of("inc", "corp", "corporation", "company", "co", "ltd", "plc", "group", "holdings");

  static Subject of(Symbol symbol, SymbolDirectory directory) {
    return new Subject(symbol, directory.names(symbol));
  }

  /**
   * What a score of a post is about.
   *
   * @param others codes of the other symbols in it
   */
  Target target(List<String> others, SymbolDirectory directory) {
    Set<String> ours = new LinkedHashSet<>();
    ours.add(symbol.code());
    ours.add("$" + symbol.base());
    ours.add(symbol.base());
    ours.addAll(names);
    List<String> theirs = new ArrayList<>();
    for (String other : others) {
      if (other.equals(symbol.code())) {
        continue;
      }
      theirs.add("$" + other);
      theirs.add(other);
      theirs.addAll(directory.names(Symbol.parse(other)));
    }
    theirs.removeAll(ours);
    return new Target(List.copyOf(ours), theirs);
  }

  /** Whether a text names it: the cashtag, the ticker in capitals, or a name as whole words. */
  boolean isNamedIn(String text) {
    String base = symbol.base();
    if (hasWord(text, "$" + base) || (base.length() > 1 && hasWord(text, base))) {
      return true;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    for (String name : names) {
      String plain = plain(name);
      if (plain.length() > 1 && hasWord(lower, plain)) {
        return true;
      }
    }
    return false;
  }

  /** {@code Acme Inc.} is called {@code acme}. */
  static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT).strip();
    for (boolean cut = true; cut; ) {
      cut = false;
      while (lower.endsWith(".") || lower.endsWith(",")) {
        lower = lower.substring(0, lower.length() - 1).stripTrailing();
      }
      for (String form : LEGAL_FORMS) {
        if (lower.endsWith(" " + form)) {
          lower = lower.substring(0, lower.length() - form.length()).stripTrailing();
          cut = true;
        }
      }
    }
    return lower;
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
