package dev.windsock.sentiment;

import dev.windsock.option.InvalidValueException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A financial symbol in canonical form: {@code AAPL}, {@code BRK.B}, {@code BTC-USD}, {@code
 * ^GSPC}, and {@code LTC.US} for a share whose ticker alone would name a coin.
 *
 * @param code the canonical code, upper case, 1 to 16 characters
 * @param kind what sort of thing the code names
 */
public record Symbol(String code, Kind kind) implements Comparable<Symbol> {
  /** What sort of thing a symbol names. */
  public enum Kind {
    EQUITY,
    CRYPTO,
    INDEX;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Reads a symbol as people write it, in any case, with or without a leading {@code $}:
   *
   * <ul>
   *   <li>{@code BTC-USD}, {@code BTC/USD}, {@code BTC.X}, {@code CRYPTO:BTC} and {@code BTCUSD}
   *       are a coin, and so is {@code BTC} alone, for the coins of the directory;
   *   <li>{@code NYSE:LTC} and {@code LTC.US} are the share that has such a ticker;
   *   <li>{@code AAPL}, {@code NASDAQ:AAPL} and {@code AAPL.US} are a share, {@code BRK.B}, {@code
   *       BRK-B} and {@code BRK/B} one of a class; {@code ^GSPC} is an index.
   * </ul>
   *
   * @throws InvalidValueException when the text is no symbol in any of them
   */
  public static Symbol parse(String text) {
    return Spelling.read(text, false);
  }

  /** As {@link #parse}, but null when the text is no symbol. */
  public static @Nullable Symbol find(String text) {
    return Spelling.find(text, false);
  }

  /**
   * As {@link #parse}, for lists of shares, as upstreams and registers keep them: there {@code LTC}
   * alone is the share.
   *
   * @throws InvalidValueException when the text is no symbol
   */
  public static Symbol listed(String text) {
    return Spelling.read(text, true);
  }

  /** Whether a name in capitals is that of an exchange before whose colon a share is named. */
  public static boolean isExchange(String name) {
    return Spelling.isExchange(name);
  }

  /**
   * What the market calls it: the coin of a pair ({@code BTC} of {@code BTC-USD}), the ticker of a
   * share ({@code LTC} of {@code LTC.US}); any other symbol's whole code.
   */
  public String base() {
    return switch (kind) {
      case CRYPTO -> code.substring(0, code.indexOf('-'));
      case EQUITY ->
          isSetApart() ? code.substring(0, code.length() - Spelling.LISTED.length()) : code;
      case INDEX -> code;
    };
  }

  private boolean isSetApart() {
    return code.endsWith(Spelling.LISTED);
  }

  /**
   * The symbol that goes by the same bare code, whether or not there is one: the share of a well
   * known coin in dollars, and the coin of such a share; null for all others.
   */
  public @Nullable Symbol namesake() {
    if (kind == Kind.CRYPTO) {
      boolean bare = code.endsWith("-USD") && Spelling.isCoin(base());
      return bare ? new Symbol(base() + Spelling.LISTED, Kind.EQUITY) : null;
    }
    return isSetApart() ? new Symbol(base() + "-USD", Kind.CRYPTO) : null;
  }

  /**
   * How a text may write it, the bare code last, so that a part does not stand for the whole. With
   * a dollar before it only where that reads differently.
   */
  public List<String> spellings() {
    String base = base();
    return switch (kind) {
      case CRYPTO -> List.of(code, base + ".X", "$" + base + ".X", base + "USD", base);
      case EQUITY -> base.indexOf('.') < 0 ? List.of(base) : List.of(base.replace('.', '-'), base);
      case INDEX -> List.of(code);
    };
  }

  @Override
  public int compareTo(Symbol other) {
    return code.compareTo(other.code);
  }

  @Override
  public String toString() {
    return code;
  }
}
