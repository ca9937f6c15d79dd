package dev.windsock.provider;

import java.util.List;
import java.util.Locale;

/** What advertising and machines write: too many tickers, too many links, the usual lures. */
final class Spam {
  private static final int MAX_SYMBOLS = 10;
  private static final int MAX_LINKS = 4;
  private static final List<String> LURES =
      List.of(
          "whatsapp",
          "telegram group",
          "telegram channel",
          "join my discord",
          "join our discord",
          "dm me",
          "guaranteed profit",
          "guaranteed return",
          "free signals",
          "100% win",
          "forex mentor",
          "recover your funds",
          "giveaway");

  private Spam() {}

  static boolean looksLikeIt(Post post) {
    if (post.symbols().size() > MAX_SYMBOLS) {
      return true;
    }
    String text = post.text().toLowerCase(Locale.ROOT);
    if (count(text, "http") > MAX_LINKS || cashtags(text) > MAX_SYMBOLS) {
      return true;
    }
    return LURES.stream().anyMatch(text::contains);
  }

  private static int count(String text, String part) {
    int count = 0;
    for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
      count++;
    }
    return count;
  }

  private static int cashtags(String text) {
    int count = 0;
    for (int at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      if (at + 1 < text.length() && Character.isLetter(text.charAt(at + 1))) {
        count++;
      }
    }
    return count;
  }
}
