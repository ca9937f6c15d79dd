package dev.windsock.sentiment;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Symbol.Kind;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one rule for what a spelling means. A coin is written with what it is priced in ({@code
 * BTC-USD}, {@code BTC/USD}), as StockTwits or Alpha Vantage do ({@code BTC.X}, {@code
 * CRYPTO:BTC}), or, when it is one of the well known, as {@code BTCUSD}; a share after its exchange
 * ({@code NYSE:LTC}) or with the country of its listing ({@code LTC.US}). Those are unmistakable.
 * The bare code of a well known coin is that coin to people, and a share in what lists shares; any
 * other is a share. Canonically, a share that has a coin's code keeps its {@code .US}.
 */
final class Spelling {
  /** What follows the ticker of a share that has a coin's code. */
  static final String LISTED = ".US";

  private static final int MAX_LENGTH = 24;
  private static final Pattern COIN = Pattern.compile("[A-Z0-9]{1,10}");
  private static final Pattern PAIR = Pattern.compile("[A-Z0-9]{1,10}-(USD|USDT|EUR|BTC)");
  private static final Pattern SHARE = Pattern.compile("[A-Z][A-Z0-9]{0,5}(\\.[A-Z]{1,2})?");
  private static final Pattern INDEX = Pattern.compile("\\^[A-Z0-9]{1,10}");

  /** The well known coins: those of the directory. */
  private static final Set<String> COINS =
      Set.of(
          "AAVE", "ADA", "ALGO", "APT", "ARB", "ATOM", "AVAX", "BCH", "BNB", "BTC", "DOGE", "DOT",
          "ETC", "ETH", "FIL", "HBAR", "LINK", "LTC", "MATIC", "NEAR", "PEPE", "SHIB", "SOL", "SUI",
          "TON", "TRX", "UNI", "USDC", "USDT", "XLM", "XMR", "XRP");

  private static final Set<String> EXCHANGES =
      Set.of(
          "NASDAQ",
          "NYSE",
          "AMEX",
          "NYSEARCA",
          "NYSEAMERICAN",
          "NYSEMKT",
          "BATS",
          "CBOE",
          "OTC",
          "OTCMKTS",
          "OTCQB",
          "OTCQX",
          "NASDAQGS",
          "NASDAQGM",
          "NASDAQCM");
  private static final String ALLOWED =
      "a ticker of 1 to 6 letters or digits with an optional share class (AAPL, BRK.B), a crypto"
          + " pair (BTC-USD), an index (^GSPC) or a share that has a coin's ticker (LTC.US)";

  private Spelling() {}

  static boolean isExchange(String name) {
    return EXCHANGES.contains(name);
  }

  /** Whether a bare code is that of a well known coin. */
  static boolean isCoin(String code) {
    return COINS.contains(code);
  }

  /** As {@link #find}, where there must be a symbol. */
  static Symbol read(String text, boolean listed) {
    Symbol symbol = find(text, listed);
    if (symbol == null) {
      throw new InvalidValueException("symbol", text, ALLOWED);
    }
    return symbol;
  }

  /**
   * The symbol that a text means, or null.
   *
   * @param listed whether a bare code is a share's, whatever coin there may be
   */
  static @Nullable Symbol find(String text, boolean listed) {
    String code = plain(text).replace('/', '-');
    int colon = code.indexOf(':');
    return colon < 0
        ? unqualified(code, listed)
        : qualified(code.substring(0, colon), code.substring(colon + 1));
  }

  /** In capitals, without the dollar; empty where it cannot be a symbol. */
  private static String plain(String text) {
    String code = text.length() > MAX_LENGTH ? "" : text.strip();
    for (int i = 0; i < code.length(); i++) {
      // Upper-casing look-alikes (a long s, a Kelvin sign) would turn them into other symbols.
      if (code.charAt(i) > 0x7e) {
        return "";
      }
    }
    code = code.toUpperCase(Locale.ROOT);
    return code.startsWith("$") ? code.substring(1) : code;
  }

  private static @Nullable Symbol qualified(String market, String code) {
    if (market.equals("CRYPTO")) {
      return coin(code);
    }
    return EXCHANGES.contains(market) ? share(code) : null;
  }

  private static @Nullable Symbol unqualified(String code, boolean listed) {
    if (PAIR.matcher(code).matches()) {
      return new Symbol(code, Kind.CRYPTO);
    }
    if (code.endsWith(".X")) {
      return coin(code.substring(0, code.length() - 2));
    }
    String bare = code.endsWith("USD") ? code.substring(0, code.length() - 3) : listed ? "" : code;
    if (COINS.contains(bare)) {
      return coin(bare);
    }
    return INDEX.matcher(code).matches() ? new Symbol(code, Kind.INDEX) : share(code);
  }

  private static @Nullable Symbol coin(String code) {
    return COIN.matcher(code).matches() ? new Symbol(code + "-USD", Kind.CRYPTO) : null;
  }

  private static @Nullable Symbol share(String code) {
    String ticker = code.replace('-', '.');
    if (ticker.endsWith(LISTED)) {
      ticker = ticker.substring(0, ticker.length() - LISTED.length());
    }
    if (!SHARE.matcher(ticker).matches()) {
      return null;
    }
    return new Symbol(COINS.contains(ticker) ? ticker + LISTED : ticker, Kind.EQUITY);
  }
}
