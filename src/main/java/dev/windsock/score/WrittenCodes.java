package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How codes of symbols stand in texts: {@code NYSE: F}, {@code BTC/USD}, {@code BRK.B}. */
final class WrittenCodes {
  private static final int MAX_RUN = 24;

  private WrittenCodes() {}

  /** As in NYSE: F and, less properly, $NASDAQ:AAPL. */
  static boolean isExchange(Tokens tokens, int i) {
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

  /** What follows an exchange at a token, or null. */
  static @Nullable Symbol listed(Tokens tokens, int i) {
    String text = tokens.text;
    int from = tokens.start[i + 2];
    int to = tokens.end[i + 2];
    boolean shareClass =
        to + 1 < text.length()
            && "./-".indexOf(text.charAt(to)) >= 0
            && text.charAt(to + 1) >= 'A'
            && text.charAt(to + 1) <= 'C'
            && (to + 2 == text.length() || !Character.isLetterOrDigit(text.charAt(to + 2)));
    String code = text.substring(from, shareClass ? to + 2 : to);
    // 'NASDAQ: Apple rises' names no ticker.
    return code.equals(code.toUpperCase(Locale.ROOT)) ? Symbol.find("NYSE:" + code) : null;
  }

  /**
   * What stands without a gap from a token on where it is more than a bare code, as BTC-USD, BRK/B
   * or BTCUSD; else empty. In capitals, as plain words must be.
   */
  static String run(Tokens tokens, int i) {
    String text = tokens.text;
    boolean cashtag = tokens.kind[i] == Tokens.CASHTAG;
    int from = tokens.start[i] + (cashtag ? 1 : 0);
    if (!cashtag && (!isCapitals(tokens, i) || follows(tokens, i))) {
      return "";
    }
    int to = from;
    boolean parts = false;
    while (to < text.length() && to - from <= MAX_RUN) {
      char c = text.charAt(to);
      if (Character.isLetterOrDigit(c)) {
        to++;
      } else if (".-/:".indexOf(c) >= 0
          && to + 1 < text.length()
          && Character.isLetterOrDigit(text.charAt(to + 1))) {
        parts = true;
        to += 2;
      } else {
        break;
      }
    }
    String run = text.substring(from, to);
    String capitals = run.toUpperCase(Locale.ROOT);
    boolean whole = (cashtag || run.equals(capitals)) && (parts || run.endsWith("USD"));
    return whole && run.length() <= MAX_RUN ? capitals : "";
  }

  /** How many tokens a run from a token on takes. */
  static int width(Tokens tokens, int i, String run) {
    int dollar = tokens.kind[i] == Tokens.CASHTAG ? 1 : 0;
    int end = tokens.start[i] + dollar + run.length();
    int width = 1;
    while (i + width < tokens.count && tokens.start[i + width] < end) {
      width++;
    }
    return width;
  }

  /** A ticker after another exchange's name (LSE:ABC) or within a word (ABC-like) is not ours. */
  static boolean isPart(Tokens tokens, int i) {
    String text = tokens.text;
    int after = tokens.end[i];
    return follows(tokens, i)
        || (after < text.length() && "-&".indexOf(text.charAt(after)) >= 0)
        || (after + 1 < text.length()
            && text.charAt(after) == '.'
            && Character.isLetterOrDigit(text.charAt(after + 1)));
  }

  private static boolean follows(Tokens tokens, int i) {
    int before = tokens.start[i] - 1;
    boolean exchange = i > 1 && tokens.mark(i - 1) == ':' && isCapitals(tokens, i - 2);
    return exchange || (before >= 0 && "-&/.'@".indexOf(tokens.text.charAt(before)) >= 0);
  }

  static boolean isCapitals(Tokens tokens, int i) {
    String word = tokens.text.substring(tokens.start[i], tokens.end[i]);
    return tokens.kind[i] == Tokens.WORD && word.equals(word.toUpperCase(Locale.ROOT));
  }

  /** Whether it has capital letters of the alphabet alone. */
  static boolean isLetters(String word) {
    for (int i = 0; i < word.length(); i++) {
      if (word.charAt(i) < 'A' || word.charAt(i) > 'Z') {
        return false;
      }
    }
    return true;
  }

  /** Most words in capitals: then capitals mark no ticker. */
  static boolean shouts(Tokens tokens) {
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
