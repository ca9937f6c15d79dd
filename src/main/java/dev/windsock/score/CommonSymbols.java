package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The directory that comes with the program: some six hundred common equities and funds, coins and
 * indices, with names by which texts call them. Immutable and safe on any thread.
 */
public final class CommonSymbols implements SymbolDirectory, SymbolResolver {
  private static final String RESOURCE = "symbols.txt";

  /** Of what is found by a word of its name; the symbol that a text means has 0. */
  private static final int MAX_RANK = 4;

  private final Map<Symbol, List<String>> names;
  private final MentionFinder finder;

  private CommonSymbols(Map<Symbol, List<String>> names, MentionFinder finder) {
    this.names = names;
    this.finder = finder;
  }

  /** Loads the directory; some milliseconds. */
  public static CommonSymbols load() {
    Map<Symbol, List<String>> names = new LinkedHashMap<>();
    Set<String> words = new HashSet<>();
    MentionFinder.Aliases aliases = new MentionFinder.Aliases();
    try (InputStream in = CommonSymbols.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          section = line;
        } else if (section.equals("[words]")) {
          Collections.addAll(words, line.split(" "));
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          read(line, section, names, aliases);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CommonSymbols(names, new MentionFinder(Set.copyOf(names.keySet()), words, aliases));
  }

  private static void read(
      String line, String section, Map<Symbol, List<String>> names, MentionFinder.Aliases aliases) {
    int space = line.indexOf(' ');
    Symbol.Kind kind =
        switch (section) {
          case "[crypto]" -> Symbol.Kind.CRYPTO;
          case "[index]" -> Symbol.Kind.INDEX;
          default -> Symbol.Kind.EQUITY;
        };
    Symbol symbol = new Symbol(line.substring(0, space), kind);
    List<String> own = new ArrayList<>();
    for (String name : line.substring(space + 1).split(";")) {
      if (name.startsWith("~")) {
        own.add(name.substring(1));
      } else {
        own.add(name);
        aliases.add(name, symbol);
      }
    }
    names.put(symbol, List.copyOf(own));
  }

  @Override
  public List<String> names(Symbol symbol) {
    return names.getOrDefault(symbol, List.of());
  }

  @Override
  public List<Mention> resolve(CharSequence text) {
    return finder.find(text);
  }

  /** What a look-up is for, in capitals; empty where nothing can be found by it. */
  static String wanted(String prefix) {
    String wanted = prefix.strip().toUpperCase(Locale.ROOT);
    wanted = wanted.startsWith("$") ? wanted.substring(1) : wanted;
    return wanted.length() > 64 ? "" : wanted;
  }

  @Override
  public List<Listing> search(String prefix, int limit) {
    String wanted = wanted(prefix);
    if (wanted.isEmpty()) {
      return List.of();
    }
    record Found(Symbol symbol, String name, int rank) {}
    Symbol meant = Symbol.find(wanted);
    List<Found> found = new ArrayList<>();
    for (Map.Entry<Symbol, List<String>> entry : names.entrySet()) {
      boolean exact = entry.getKey().equals(meant);
      int rank = exact ? 0 : rank(entry.getKey(), entry.getValue(), wanted);
      if (rank <= MAX_RANK) {
        found.add(new Found(entry.getKey(), entry.getValue().get(0), rank));
      }
    }
    found.sort(
        Comparator.comparingInt(Found::rank)
            .thenComparingInt(f -> f.rank == 2 ? f.symbol.code().length() : 0));
    return found.stream()
        .limit(Math.max(0, limit))
        .map(f -> new Listing(f.symbol, f.name))
        .toList();
  }

  private static int rank(Symbol symbol, List<String> names, String wanted) {
    String code = symbol.code().startsWith("^") ? symbol.code().substring(1) : symbol.code();
    if (code.equals(wanted) || symbol.base().equals(wanted)) {
      return 1;
    }
    if (code.startsWith(wanted)) {
      return 2;
    }
    int rank = MAX_RANK + 1;
    for (String name : names) {
      String upper = name.toUpperCase(Locale.ROOT);
      if (upper.startsWith(wanted)) {
        return 3;
      }
      if (upper.contains(" " + wanted)) {
        rank = MAX_RANK;
      }
    }
    return rank;
  }
}
