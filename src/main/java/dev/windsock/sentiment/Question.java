package dev.windsock.sentiment;

import dev.windsock.option.InvalidValueException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to know: the mood on some symbols.
 *
 * @param symbols which symbols, 1 to {@value #MAX_SYMBOLS}, duplicates dropped
 * @param window how far back posts count; one of 1 h, 6 h, 24 h, 7 d
 * @param sources the ids of the providers to ask; empty for all that are enabled
 * @param evidence how many of the weightiest posts to show, 0 to {@value #MAX_EVIDENCE}
 * @param maxAge readings older than this are refreshed first where quota allows; null for the
 *     providers' own TTLs
 */
public record Question(
    List<Symbol> symbols,
    Duration window,
    Set<String> sources,
    int evidence,
    @Nullable Duration maxAge) {
  /** The most symbols in one question. */
  public static final int MAX_SYMBOLS = 100;

  /** The most evidence in one answer. */
  public static final int MAX_EVIDENCE = 50;

  /** The evidence shown when the caller does not say. */
  public static final int DEFAULT_EVIDENCE = 5;

  /** The window when the caller does not say. */
  public static final Duration DEFAULT_WINDOW = Duration.ofHours(24);

  private static final List<Duration> WINDOWS =
      List.of(Duration.ofHours(1), Duration.ofHours(6), DEFAULT_WINDOW, Duration.ofDays(7));

  public Question {
    symbols = List.copyOf(new LinkedHashSet<>(symbols));
    sources = Set.copyOf(sources);
    if (symbols.isEmpty() || symbols.size() > MAX_SYMBOLS) {
      throw new InvalidValueException(
          "symbols", symbols.size() + " symbols", "1 to " + MAX_SYMBOLS + " symbols");
    }
    if (!WINDOWS.contains(window)) {
      throw new InvalidValueException("window", window, "1h, 6h, 24h or 7d");
    }
    if (evidence < 0 || evidence > MAX_EVIDENCE) {
      throw new InvalidValueException("evidence", evidence, "0 to " + MAX_EVIDENCE);
    }
    if (maxAge != null && (maxAge.isNegative() || maxAge.compareTo(Duration.ofDays(7)) > 0)) {
      throw new InvalidValueException("max_age", maxAge.toSeconds(), "0 to 604800 seconds");
    }
  }

  /** The question about one symbol with every default. */
  public static Question about(Symbol symbol) {
    return new Question(List.of(symbol), DEFAULT_WINDOW, Set.of(), DEFAULT_EVIDENCE, null);
  }

  /** Reads {@code 1h}, {@code 6h}, {@code 24h} or {@code 7d}. */
  public static Duration parseWindow(String text) {
    return switch (text) {
      case "1h" -> Duration.ofHours(1);
      case "6h" -> Duration.ofHours(6);
      case "24h", "1d" -> DEFAULT_WINDOW;
      case "7d" -> Duration.ofDays(7);
      default -> throw new InvalidValueException("window", text, "1h, 6h, 24h or 7d");
    };
  }

  /** The sources in a fixed order, for keys. */
  public Set<String> sortedSources() {
    return new TreeSet<>(sources);
  }
}
