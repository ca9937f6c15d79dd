package dev.windsock.http;

import java.util.Collection;
import java.util.Comparator;

/** The known name that an unknown one was probably meant to be. */
final class Nearest {
  private Nearest() {}

  /** The closest by edit distance; the first of them where several are equally close. */
  static String to(String name, Collection<String> known) {
    String unknown = name.length() > 40 ? name.substring(0, 40) : name;
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance(unknown, candidate)))
        .orElse("");
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
