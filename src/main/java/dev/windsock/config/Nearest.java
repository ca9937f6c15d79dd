package dev.windsock.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What somebody probably meant. Pure. */
final class Nearest {
  private static final int MAX_LENGTH = 100;

  private Nearest() {}

  /** The candidate nearest to a word, when it is near enough to have been meant; else null. */
  static @Nullable String to(String word, Collection<String> candidates) {
    String typed = plain(word);
    String best = null;
    int bestDistance = Math.max(2, typed.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = distance(typed, plain(candidate));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  /** Spelling that people mix up does not count: case, {@code -} and {@code _}. */
  private static String plain(String word) {
    String plain = word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    return plain.length() > MAX_LENGTH ? plain.substring(0, MAX_LENGTH) : plain;
  }

  /** Levenshtein's distance: the fewest letters to insert, drop or replace. */
  static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
