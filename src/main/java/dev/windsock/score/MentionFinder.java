package dev.windsock.score;

import static dev.windsock.score.Role.any;

import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds symbols in a text in one pass over its tokens. Precision comes first: a bare word in
 * capitals is a ticker only where the directory knows it, it is no everyday word or abbreviation,
 * the text is about money and does not shout.
 */
final class MentionFinder {
  private static final int MAX_ALIAS_WORDS = 5;
  private static final int HEADLINE_CHARS = 160;
  private static final double CERTAIN = 1;
  private static final double IN_TITLE = .9;
  private static final double IN_BODY = .6;
  private static final double BARE = .5;
  private static final Set<String> CURRENCIES =
      Set.of("USD", "US", "CAD", "AUD", "EUR", "GBP", "JPY", "NZD", "HKD", "SGD");
  private static final long MONEY_TALK =
      any(
          Role.PRICE,
          Role.TARGET,
          Role.GUIDE,
          Role.GOOD_METRIC,
          Role.DIVIDEND,
          Role.BUYBACK,
          Role.UPGRADE,
          Role.DOWNGRADE,
          Role.RATE_BUY,
          Role.RATE_SELL,
          Role.OFFER,
          Role.UP,
          Role.DOWN,
          Role.BEAT,
          Role.MISS,
          Role.BULL_SLANG,
          Role.BEAR_SLANG,
          Role.HAPPY_SIGN);

  /** The names by which texts call symbols, by the hash of their words. */
  static final class Aliases {
    private record Alias(String text, List<Symbol> symbols, int words) {}

    private final Map<Long, Alias> byHash = new HashMap<>();
    private final Set<Long> beginnings = new HashSet<>();

    void add(String name, Symbol symbol) {
      Tokens tokens = Tokenizer.read(name);
      if (tokens.count == 0 || tokens.count > MAX_ALIAS_WORDS) {
        throw new IllegalStateException("no name: " + name);
      }
      long joined = 0;
      for (int i = 0; i < tokens.count; i++) {
        joined = Tokenizer.join(joined, tokens.hash[i]);
        beginnings.add(joined);
      }
      Alias earlier = byHash.get(joined);
      List<Symbol> symbols = new ArrayList<>(earlier == null ? List.of() : earlier.symbols);
      symbols.add(symbol);
      byHash.put(joined, new Alias(name, List.copyOf(symbols), tokens.count));
    }

    /** The longest alias that begins at a token, or null. */
    @Nullable Alias at(Tokens tokens, int i) {
      Alias found = null;
      long joined = 0;
      for (int j = i; j < tokens.count && j < i + MAX_ALIAS_WORDS; j++) {
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

    /** Proper names need their capital, abbreviations all of them, numbers their digits. */
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
      boolean capitals = name.equals(name.toUpperCase(Locale.ROOT));
      boolean digits = name.chars().anyMatch(Character::isDigit);
      int length = Math.min(name.length(), tokens.end[to] - start);
      return (!capitals && !digits) || text.regionMatches(!capitals, start, name, 0, length);
    }
  }

  private final Set<Symbol> known;
  private final Set<String> words;
  private final Aliases aliases;
  private final Lexicon lexicon = Lexicon.load("lexicon.txt");

  MentionFinder(Set<Symbol> known, Set<String> words, Aliases aliases) {
    this.known = known;
    this.words = Set.copyOf(words);
    this.aliases = aliases;
  }

  List<SymbolResolver.Mention> find(CharSequence text) {
    Tokens tokens = Tokenizer.read(text);
    int titleEnd = titleEnd(tokens.text);
    Boolean bareAllowed = null;
    Map<Symbol, SymbolResolver.Mention> found = new LinkedHashMap<>();
    for (int i = 0; i < tokens.count; i++) {
      int start = tokens.start[i];
      if (isExchange(tokens, i)) {
        note(found, listed(tokens, i), CERTAIN, false);
        i += 2;
      } else if (tokens.kind[i] == Tokens.CASHTAG) {
        note(found, cashtag(tokens.text.substring(start + 1, tokens.end[i])), CERTAIN, false);
      } else if (isPair(tokens, i)) {
        note(found, coin(tokens.text.substring(start, tokens.end[i])), CERTAIN, false);
        i++;
      } else if (tokens.kind[i] != Tokens.MARK && tokens.kind[i] != Tokens.LINK) {
        Aliases.Alias alias = aliases.at(tokens, i);
        if (alias != null && !(isCapitals(tokens, i) && isQualified(tokens, i))) {
          double relevance = start < titleEnd ? IN_TITLE : IN_BODY;
          boolean ambiguous = alias.symbols.size() > 1;
          alias.symbols.forEach(symbol -> note(found, symbol, relevance, ambiguous));
          i += alias.words - 1;
        } else if (tokens.kind[i] == Tokens.WORD && !isQualified(tokens, i)) {
          Symbol bare = bare(tokens.text.substring(start, tokens.end[i]));
          // Asked for where it matters only, which it does in few texts.
          if (bare != null && bareAllowed == null) {
            bareAllowed = !shouts(tokens) && isAboutMoney(text);
          }
          note(found, Boolean.TRUE.equals(bareAllowed) ? bare : null, BARE, false);
        }
      }
    }
    List<SymbolResolver.Mention> mentions = new ArrayList<>(found.values());
    mentions.sort(Comparator.comparingDouble((SymbolResolver.Mention m) -> -m.relevance()));
    return List.copyOf(mentions);
  }

  /** The strongest mention of a symbol counts; a plain one clears up an ambiguous one. */
  private static void note(
      Map<Symbol, SymbolResolver.Mention> found,
      @Nullable Symbol symbol,
      double relevance,
      boolean ambiguous) {
    if (symbol != null) {
      found.merge(
          symbol,
          new SymbolResolver.Mention(symbol, relevance, ambiguous),
          (one, other) ->
              new SymbolResolver.Mention(
                  symbol,
                  Math.max(one.relevance(), other.relevance()),
                  one.ambiguous() && other.ambiguous()));
    }
  }

  private static int titleEnd(String text) {
    int line = text.indexOf('\n');
    return line > 0 ? line : text.length() <= HEADLINE_CHARS ? text.length() : 0;
  }

  private @Nullable Symbol cashtag(String code) {
    String upper = code.toUpperCase(Locale.ROOT);
    if (CURRENCIES.contains(upper)) {
      return null;
    }
    return Symbol.find(upper);
  }

  /** As in NYSE: F and, less properly, $NASDAQ:AAPL. */
  private static boolean isExchange(Tokens tokens, int i) {
    int dollar = tokens.kind[i] == Tokens.CASHTAG ? 1 : 0;
    return (dollar == 1 || tokens.kind[i] == Tokens.WORD)
        && i + 2 < tokens.count
        && tokens.mark(i + 1) == ':'
        && tokens.kind[i + 2] == Tokens.WORD
        && Symbol.isExchange(
            tokens
                .text
                .substring(tokens.start[i] + dollar, tokens.end[i])
                .toUpperCase(Locale.ROOT));
  }

  /** As in BTC-USD. */
  private static boolean isPair(Tokens tokens, int i) {
    return isCapitals(tokens, i)
        && i + 1 < tokens.count
        && tokens.start[i + 1] == tokens.end[i] + 1
        && tokens.text.charAt(tokens.end[i]) == '-'
        && tokens.text.startsWith("USD", tokens.start[i + 1])
        && tokens.end[i + 1] == tokens.start[i + 1] + 3;
  }

  private @Nullable Symbol coin(String code) {
    Symbol symbol = Symbol.find(code + "-USD");
    return symbol != null && known.contains(symbol) ? symbol : null;
  }

  private @Nullable Symbol listed(Tokens tokens, int i) {
    String text = tokens.text;
    int from = tokens.start[i + 2];
    int to = tokens.end[i + 2];
    boolean shareClass =
        to + 1 < text.length()
            && (text.charAt(to) == '.' || text.charAt(to) == '-')
            && text.charAt(to + 1) >= 'A'
            && text.charAt(to + 1) <= 'C'
            && (to + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(to + 2)));
    String code = text.substring(from, shareClass ? to + 2 : to);
    // 'NASDAQ: Apple rises' names no ticker.
    return code.equals(code.toUpperCase(Locale.ROOT)) ? Symbol.find("NYSE:" + code) : null;
  }

  private @Nullable Symbol bare(String word) {
    if (word.length() < 3 || word.length() > 5 || words.contains(word)) {
      return null;
    }
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < 'A' || word.charAt(i) > 'Z') {
        return null;
      }
    }
    Symbol symbol = Symbol.find(word);
    return symbol != null && known.contains(symbol) ? symbol : null;
  }

  /** A ticker after another exchange's name (LSE:ABC) or within a word (ABC-like) is not ours. */
  private static boolean isQualified(Tokens tokens, int i) {
    String text = tokens.text;
    int before = tokens.start[i] - 1;
    int after = tokens.end[i];
    boolean exchange = i > 1 && tokens.mark(i - 1) == ':' && isCapitals(tokens, i - 2);
    return exchange
        || (before >= 0 && "-&/.'@".indexOf(text.charAt(before)) >= 0)
        || (after < text.length() && "-&".indexOf(text.charAt(after)) >= 0)
        || (after + 1 < text.length()
            && text.charAt(after) == '.'
            && Character.isLetterOrDigit(text.charAt(after + 1)));
  }

  private static boolean isCapitals(Tokens tokens, int i) {
    String word = tokens.text.substring(tokens.start[i], tokens.end[i]);
    return tokens.kind[i] == Tokens.WORD && word.equals(word.toUpperCase(Locale.ROOT));
  }

  /** Reads the text anew, since annotating joins tokens to phrases. */
  private boolean isAboutMoney(CharSequence text) {
    Tokens tokens = Tokenizer.read(text);
    lexicon.annotate(tokens);
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.has(i, MONEY_TALK)
          || tokens.kind[i] == Tokens.CASHTAG
          || tokens.kind[i] == Tokens.PERCENT
          || tokens.kind[i] == Tokens.MONEY) {
        return true;
      }
    }
    return false;
  }

  /** Most words in capitals: then capitals mark no ticker. */
  private static boolean shouts(Tokens tokens) {
    int plain = 0;
    int capitals = 0;
    for (int i = 0; i < tokens.count; i++) {
      if (tokens.kind[i] == Tokens.WORD && tokens.end[i] - tokens.start[i] > 1) {
        if (isCapitals(tokens, i)) {
          capitals++;
        } else {
          plain++;
        }
      }
    }
    return capitals > 3 && capitals > plain;
  }
}
