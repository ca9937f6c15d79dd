package dev.windsock.score;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Words that mean something else before they mean a company: a ticker or a name that is one of them
 * proves nothing by itself. Immutable and safe on any thread.
 */
final class EverydayWords {
  private static final String RESOURCE = "words.txt";
  private static final String[] ENDINGS = {"s", "es", "ed", "ing", "ly"};

  private final Set<String> words;
  private final Set<String> names;
  private final Set<String> companies;

  private EverydayWords(Set<String> words, Set<String> names, Set<String> companies) {
    this.words = words;
    this.names = names;
    this.companies = companies;
  }

  /** Loads the lists that come with the program; some milliseconds. */
  static EverydayWords load() {
    Set<String> words = new HashSet<>();
    Set<String> names = new HashSet<>();
    Set<String> companies = new HashSet<>();
    try (InputStream in = EverydayWords.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      Set<String> section = words;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          section =
              switch (line) {
                case "[names]" -> names;
                case "[companies]" -> companies;
                default -> words;
              };
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          Collections.addAll(section, line.toLowerCase(Locale.ROOT).split(" "));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EverydayWords(words, names, companies);
  }

  /** Whether a text in any case is a word or an abbreviation. */
  boolean has(String word) {
    return words.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether it is said of companies alone, as 'Bancorp'. */
  boolean isOfCompanies(String word) {
    return companies.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether it is the name of a person or a place. */
  boolean isName(String word) {
    return names.contains(word.toLowerCase(Locale.ROOT));
  }

  /** Whether it is a word in any inflection. */
  boolean hasAlike(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    if (words.contains(lower)) {
      return true;
    }
    for (String ending : ENDINGS) {
      if (lower.endsWith(ending)) {
        String stem = lower.substring(0, lower.length() - ending.length());
        if (words.contains(stem) || words.contains(stem + "e")) {
          return true;
        }
      }
    }
    return false;
  }
}
