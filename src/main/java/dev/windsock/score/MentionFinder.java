package dev.windsock.score;

import static dev.windsock.score.Role.any;

import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds symbols in a text in one pass over its tokens. Precision comes first: a bare word in
 * capitals is a ticker only where the directory knows it, it is no everyday word or abbreviation,
 * the text is about money and does not shout; a hashtag that is an everyday word is a name only
 * where the text is about money.
 */
final class MentionFinder {
  private static final int HEADLINE_CHARS = 160;
  private static final double CERTAIN = 1;
  private static final double IN_TITLE = .9;
  private static final double IN_BODY = .6;
  private static final double BARE = .5;
  private static final Set<String> CURRENCIES =
      Set.of("USD", "US", "CAD", "AUD", "EUR", "GBP", "JPY", "NZD", "HKD", "SGD");

  /** Said of shares and their companies. */
  private static final long STOCK_TALK =
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
          Role.OFFER);

  /** Said of anything that has a price. */
  private static final long MONEY_TALK =
      STOCK_TALK
          | any(
              Role.UP,
              Role.DOWN,
              Role.BEAT,
              Role.MISS,
              Role.BULL_SLANG,
              Role.BEAR_SLANG,
              Role.HAPPY_SIGN);

  private final Set<Symbol> known;
  private final EverydayWords everyday;
  private final Aliases aliases;
  private final Lexicon lexicon;

  MentionFinder(Set<Symbol> known, EverydayWords everyday, Aliases aliases, Lexicon lexicon) {
    this.known = known;
    this.everyday = everyday;
    this.aliases = aliases;
    this.lexicon = lexicon;
  }

  List<SymbolResolver.Mention> find(CharSequence text) {
    return new Pass(text).mentions();
  }

  /** One text, as far as it was read. */
  private final class Pass {
    private final Tokens tokens;
    private final int titleEnd;
    private final Map<Symbol, SymbolResolver.Mention> found = new LinkedHashMap<>();
    private @Nullable Talk talk;

    private Pass(CharSequence text) {
      this.tokens = Tokenizer.read(text);
      this.titleEnd = titleEnd(tokens.text);
    }

    private List<SymbolResolver.Mention> mentions() {
      for (int i = 0; i < tokens.count; ) {
        i += read(i);
      }
      settle();
      List<SymbolResolver.Mention> mentions = new ArrayList<>(found.values());
      mentions.sort(Comparator.comparingDouble((SymbolResolver.Mention m) -> -m.relevance()));
      return List.copyOf(mentions);
    }

    /** Reads on from a token; how many tokens that took. */
    private int read(int i) {
      byte kind = tokens.kind[i];
      boolean cashtag = kind == Tokens.CASHTAG;
      if (WrittenCodes.isExchange(tokens, i)) {
        note(WrittenCodes.listed(tokens, i), CERTAIN);
        return 3;
      }
      String run = cashtag || kind == Tokens.WORD ? WrittenCodes.run(tokens, i) : "";
      Symbol coded = run.isEmpty() ? null : Symbol.find(run);
      if (coded != null && known.contains(coded)) {
        // A share class can be a word and a letter; a pair is nothing else.
        boolean sure = cashtag || coded.kind() == Symbol.Kind.CRYPTO;
        note(sure || isBareAllowed() ? coded : null, sure ? CERTAIN : BARE);
        return WrittenCodes.width(tokens, i, run);
      }
      if (cashtag) {
        cashtag(tokens.text.substring(tokens.start[i] + 1, tokens.end[i]).toUpperCase(Locale.ROOT));
      } else if (kind != Tokens.MARK && kind != Tokens.LINK) {
        return word(i);
      }
      return 1;
    }

    private void cashtag(String code) {
      if (!CURRENCIES.contains(code)) {
        noteBare(Symbol.find(code), code, CERTAIN);
      }
    }

    private int word(int i) {
      Aliases.Alias alias = aliases.at(tokens, i);
      boolean hashtag = tokens.kind[i] == Tokens.HASHTAG;
      if (alias != null
          && !(WrittenCodes.isCapitals(tokens, i) && WrittenCodes.isPart(tokens, i))) {
        if (counts(alias, hashtag)) {
          double relevance = tokens.start[i] < titleEnd ? IN_TITLE : IN_BODY;
          boolean ambiguous = alias.symbols().size() > 1;
          alias.symbols().forEach(symbol -> note(symbol, relevance, ambiguous));
        }
        return alias.words();
      }
      if (hashtag || (tokens.kind[i] == Tokens.WORD && !WrittenCodes.isPart(tokens, i))) {
        String word = tokens.text.substring(tokens.start[i] + (hashtag ? 1 : 0), tokens.end[i]);
        String code = hashtag ? word.toUpperCase(Locale.ROOT) : word;
        Symbol bare = bare(code);
        noteBare(bare != null && isBareAllowed() ? bare : null, code, BARE);
      }
      return 1;
    }

    private boolean counts(Aliases.Alias alias, boolean hashtag) {
      return alias.careful()
          ? talk().about(STOCK_TALK)
          : !(hashtag && alias.everyday()) || talk().about(MONEY_TALK);
    }

    /** Asked for where it matters only, which it does in few texts. */
    private Talk talk() {
      if (talk == null) {
        talk = Talk.of(tokens.text, lexicon);
      }
      return talk;
    }

    private boolean isBareAllowed() {
      return talk().about(MONEY_TALK) && !WrittenCodes.shouts(tokens);
    }

    /** Notes what stands as its bare code, which may be that of a coin and of a share. */
    private void noteBare(@Nullable Symbol symbol, String code, double relevance) {
      Symbol other = symbol == null || !symbol.base().equals(code) ? null : symbol.namesake();
      note(symbol, relevance, other != null && known.contains(other));
    }

    private void note(@Nullable Symbol symbol, double relevance) {
      note(symbol, relevance, false);
    }

    /** The strongest mention of a symbol counts; a plain one clears up an ambiguous one. */
    private void note(@Nullable Symbol symbol, double relevance, boolean ambiguous) {
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

    /** The bare code of a coin is a share's where the text names that and not the coin. */
    private void settle() {
      for (SymbolResolver.Mention mention : List.copyOf(found.values())) {
        Symbol coin = mention.symbol();
        Symbol share = mention.ambiguous() ? coin.namesake() : null;
        if (share != null && found.containsKey(share)) {
          found.remove(coin);
          note(share, mention.relevance(), false);
        }
      }
    }
  }

  private static int titleEnd(String text) {
    int line = text.indexOf('\n');
    return line > 0 ? line : text.length() <= HEADLINE_CHARS ? text.length() : 0;
  }

  private @Nullable Symbol bare(String word) {
    if (word.length() < 3
        || word.length() > 5
        || !WrittenCodes.isLetters(word)
        || everyday.has(word)) {
      return null;
    }
    Symbol symbol = Symbol.find(word);
    return symbol != null && known.contains(symbol) ? symbol : null;
  }

  /**
   * What a text talks of.
   *
   * @param roles of all its words
   * @param money whether it has cashtags, percentages or amounts of money
   */
  private record Talk(long roles, boolean money) {
    /** Reads the text anew, since annotating joins tokens to phrases. */
    static Talk of(String text, Lexicon lexicon) {
      Tokens tokens = Tokenizer.read(text);
      lexicon.annotate(tokens);
      long roles = 0;
      boolean money = false;
      for (int i = 0; i < tokens.count; i++) {
        roles |= tokens.roles[i];
        money |=
            tokens.kind[i] == Tokens.CASHTAG
                || tokens.kind[i] == Tokens.PERCENT
                || tokens.kind[i] == Tokens.MONEY;
      }
      return new Talk(roles, money);
    }

    boolean about(long these) {
      return money || (roles & these) != 0;
    }
  }
}
