package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names by which texts call symbols, by the hash of their words. Confined while it grows. */
final class Aliases {
  private static final int MAX_WORDS = 5;

  /** Shorter names of one word are looked for as tickers, if at all. */
  private static final int MIN_LETTERS = 5;

  /**
   * A name.
   *
   * @param careful whether it counts only where the text is about stocks
   * @param everyday whether its words mean something else as well
   * @param strict whether each of its words needs its capital, not the first alone
   */
  record Alias(
      String text,
      List<Symbol> symbols,
      int words,
      boolean careful,
      boolean everyday,
      boolean strict) {}

  private final EverydayWords everyday;
  private final Map<Long, Alias> byHash;
  private final Set<Long> beginnings;

  Aliases(EverydayWords everyday) {
    this.everyday = everyday;
    this.byHash = new HashMap<>();
    this.beginnings = new HashSet<>();
  }

  /** The same, to which more can be added. */
  Aliases(Aliases other) {
    this.everyday = other.everyday;
    this.byHash = new HashMap<>(other.byHash);
    this.beginnings = new HashSet<>(other.beginnings);
  }

  /** Adds a chosen name; those who share one are found together. */
  void add(String name, Symbol symbol, boolean careful) {
    Tokens tokens = Tokenizer.read(name);
    if (tokens.count == 0 || tokens.count > MAX_WORDS) {
      throw new IllegalStateException("no name: " + name);
    }
    Alias earlier = byHash.get(hash(tokens));
    List<Symbol> symbols = new ArrayList<>(earlier == null ? List.of() : earlier.symbols);
    symbols.add(symbol);
    boolean ordinary = isEveryday(tokens, true);
    put(tokens, new Alias(name, List.copyOf(symbols), tokens.count, careful, ordinary, ordinary));
  }

  /**
   * Adds a name that nobody has looked at. A single word counts only where the text is about
   * stocks, and not at all when it is an everyday word, a person or a place; so do three everyday
   * words, and two do not. A name that is there already stays as it is: of the classes of a share
   * the first listed bears it.
   */
  void learn(String name, Symbol symbol) {
    Tokens tokens = Tokenizer.read(name);
    int words = tokens.count;
    if (words == 0 || words > MAX_WORDS || byHash.containsKey(hash(tokens))) {
      return;
    }
    boolean ordinary = isEveryday(tokens, words == 1) && !hasCompanyWord(tokens);
    boolean tooShort = words == 1 && name.length() < MIN_LETTERS;
    if (!tooShort && !(ordinary && words < 3)) {
      boolean careful = ordinary || words == 1;
      put(tokens, new Alias(name, List.of(symbol), words, careful, ordinary, true));
    }
  }

  /**
   * Whether all of its words are.
   *
   * @param names whether people and places count, too
   */
  private boolean isEveryday(Tokens tokens, boolean names) {
    for (int i = 0; i < tokens.count; i++) {
      String word = word(tokens, i);
      boolean own = tokens.kind[i] == Tokens.WORD && word.length() > 1;
      if (own && !everyday.hasAlike(word) && !(names && everyday.isName(word))) {
        return false;
      }
    }
    return true;
  }

  private boolean hasCompanyWord(Tokens tokens) {
    for (int i = 0; i < tokens.count; i++) {
      if (everyday.isOfCompanies(word(tokens, i))) {
        return true;
      }
    }
    return false;
  }

  private static String word(Tokens tokens, int i) {
    return tokens.text.substring(tokens.start[i], tokens.end[i]);
  }

  private static long hash(Tokens tokens) {
    long joined = 0;
    for (int i = 0; i < tokens.count; i++) {
      joined = Tokenizer.join(joined, tokens.hash[i]);
    }
    return joined;
  }

  private void put(Tokens tokens, Alias alias) {
    long joined = 0;
    for (int i = 0; i < tokens.count; i++) {
      joined = Tokenizer.join(joined, tokens.hash[i]);
      beginnings.add(joined);
    }
    byHash.put(joined, alias);
  }

  /** The longest alias that begins at a token, or null. */
  @Nullable Alias at(Tokens tokens, int i) {
    Alias found = null;
    long joined = 0;
    for (int j = i; j < tokens.count && j < i + MAX_WORDS; j++) {
      joined = Tokenizer.join(joined, tokens.hash[j]);
      if (!beginnings.contains(joined)) {
        break;
      }
      Alias alias = byHash.get(joined);
      if (alias != null && isWritten(alias, tokens, i, j)) {
        found = alias;
      }
    }
    return found;
  }

  /**
   * Proper names need their capital, abbreviations all of them, numbers their digits; of several
   * everyday words each needs its own: 'Global payments rise' names nobody.
   */
  private static boolean isWritten(Alias alias, Tokens tokens, int from, int to) {
    String name = alias.text;
    String text = tokens.text;
    int start = tokens.start[from];
    if (tokens.kind[from] == Tokens.HANDLE) {
      return false;
    }
    if (tokens.kind[from] == Tokens.HASHTAG) {
      return true;
    }
    boolean anyCase = Character.isLowerCase(name.charAt(0));
    if (!anyCase && !Character.isUpperCase(text.charAt(start)) && !tokens.isNumber(from)) {
      return false;
    }
    if (alias.strict && alias.words > 1 && !hasItsCapitals(alias, tokens, from)) {
      return false;
    }
    boolean capitals = name.equals(name.toUpperCase(Locale.ROOT));
    boolean digits = name.chars().anyMatch(Character::isDigit);
    int length = Math.min(name.length(), tokens.end[to] - start);
    return (!capitals && !digits) || text.regionMatches(!capitals, start, name, 0, length);
  }

  private static boolean hasItsCapitals(Alias alias, Tokens tokens, int from) {
    Tokens own = Tokenizer.read(alias.text);
    for (int i = 0; i < own.count; i++) {
      if (Character.isUpperCase(alias.text.charAt(own.start[i]))
          && Character.isLowerCase(tokens.text.charAt(tokens.start[from + i]))) {
        return false;
      }
    }
    return true;
  }
}
