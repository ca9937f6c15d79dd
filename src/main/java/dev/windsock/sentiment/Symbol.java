package dev.windsock.sentiment;

import dev.windsock.option.InvalidValueException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A financial symbol in canonical form: {@code AAPL}, {@code BRK.B}, {@code BTC-USD}, {@code
 * ^GSPC}.
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

  private static final Pattern EQUITY = Pattern.compile("[A-Z][A-Z0-9]{0,5}([.-][A-Z]{1,2})?");
  private static final Pattern CRYPTO = Pattern.compile("[A-Z0-9]{1,10}-(USD|USDT|EUR|BTC)");
  private static final Pattern CRYPTO_STOCKTWITS = Pattern.compile("[A-Z0-9]{1,10}\\.X");
  private static final Pattern INDEX = Pattern.compile("\\^[A-Z0-9]{1,10}");
  private static final Set<String> COINS =
      Set.of(
          "BTC", "ETH", "SOL", "DOGE", "XRP", "ADA", "LTC", "BNB", "AVAX", "SHIB", "XLM", "USDT");
  private static final String ALLOWED =
      "a ticker of 1 to 6 letters or digits with an optional share class (AAPL, BRK.B), a crypto"
          + " pair (BTC-USD) or an index (^GSPC)";

  /**
   * Reads a symbol in any usual spelling: lower case, a leading {@code $}, {@code BRK-B}, {@code
   * BTC}, {@code BTC.X} and {@code BTCUSD} for the best known coins.
   *
   * @throws InvalidValueException when the text is no symbol in any of them
   */
  public static Symbol parse(String text) {
    if (text.length() > 18) {
      throw new InvalidValueException("symbol", text, ALLOWED);
    }
    String code = text.strip();
    for (int i = 0; i < code.length(); i++) {
      // Upper-casing look-alikes (a long s, a Kelvin sign) would turn them into other symbols.
      if (code.charAt(i) > 0x7e) {
        throw new InvalidValueException("symbol", text, ALLOWED);
      }
    }
    code = code.toUpperCase(Locale.ROOT);
    if (code.startsWith("$")) {
      code = code.substring(1);
    }
    if (CRYPTO_STOCKTWITS.matcher(code).matches()) {
      return new Symbol(code.substring(0, code.length() - 2) + "-USD", Kind.CRYPTO);
    }
    if (COINS.contains(code)) {
      return new Symbol(code + "-USD", Kind.CRYPTO);
    }
    if (code.endsWith("USD") && COINS.contains(code.substring(0, code.length() - 3))) {
      return new Symbol(code.substring(0, code.length() - 3) + "-USD", Kind.CRYPTO);
    }
    if (CRYPTO.matcher(code).matches()) {
      return new Symbol(code, Kind.CRYPTO);
    }
    if (EQUITY.matcher(code).matches()) {
      return new Symbol(code.replace('-', '.'), Kind.EQUITY);
    }
    if (INDEX.matcher(code).matches()) {
      return new Symbol(code, Kind.INDEX);
    }
    throw new InvalidValueException("symbol", text, ALLOWED);
  }

  /** The coin of a crypto pair ({@code BTC} of {@code BTC-USD}); any other symbol's whole code. */
  public String base() {
    return kind == Kind.CRYPTO ? code.substring(0, code.indexOf('-')) : code;
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
