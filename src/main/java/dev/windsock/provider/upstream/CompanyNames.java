package dev.windsock.provider.upstream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Companies as registers write them, to names as people do: {@code ACME CO /DE/} to Acme. */
final class CompanyNames {
  private static final int MAX_LENGTH = 100;

  /** A word of so many letters may be an abbreviation, and stays in capitals. */
  private static final int ABBREVIATION = 3;

  private static final Set<String> FORMS =
      Set.of(
          "INC",
          "INCORPORATED",
          "CORP",
          "CORPORATION",
          "CO",
          "COMPANY",
          "LTD",
          "LIMITED",
          "PLC",
          "LLC",
          "LP",
          "LLP",
          "NV",
          "SA",
          "AG",
          "SE",
          "AB",
          "ASA",
          "AS",
          "SPA",
          "ADR");
  private static final Set<String> SMALL = Set.of("OF", "AND", "FOR", "THE", "IN", "ON");

  private CompanyNames() {}

  /** The usual name, or an empty text where nothing is left of it. */
  static String usual(String registered) {
    String name =
        registered.length() > MAX_LENGTH ? registered.substring(0, MAX_LENGTH) : registered;
    int state = name.indexOf('/');
    name = state > 0 ? name.substring(0, state) : name;
    boolean capitals = name.equals(name.toUpperCase(Locale.ROOT));
    List<String> words = new ArrayList<>(Arrays.asList(name.strip().split("[\\s,]+")));
    while (!words.isEmpty() && isForm(words.get(words.size() - 1), words.size())) {
      words.remove(words.size() - 1);
    }
    if (capitals) {
      for (int i = 0; i < words.size(); i++) {
        words.set(i, cased(words.get(i), i == 0));
      }
    }
    return String.join(" ", words);
  }

  /** What says only which kind of company it is; never the whole of a name. */
  private static boolean isForm(String word, int words) {
    String bare = word.replace(".", "").toUpperCase(Locale.ROOT);
    return bare.isEmpty() || (words > 1 && (bare.equals("&") || FORMS.contains(bare)));
  }

  private static String cased(String word, boolean first) {
    if (SMALL.contains(word)) {
      return first ? capital(word) : word.toLowerCase(Locale.ROOT);
    }
    return word.length() <= ABBREVIATION ? word : capital(word);
  }

  private static String capital(String word) {
    return word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT);
  }
}
