package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
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
  private final EverydayWords everyday;
  private final Aliases aliases;
  private final Lexicon lexicon = Lexicon.load("lexicon.txt");
  private final MentionFinder finder;

  private CommonSymbols(Map<Symbol, List<String>> names, EverydayWords everyday, Aliases aliases) {
    this.names = names;
    this.everyday = everyday;
    this.aliases = aliases;
    this.finder = new MentionFinder(names.keySet(), everyday, aliases, lexicon);
  }

  /** Loads the directory; some milliseconds. */
  public static CommonSymbols load() {
    Map<Symbol, List<String>> names = new LinkedHashMap<>();
    EverydayWords everyday = EverydayWords.load();
    Aliases aliases = new Aliases(everyday);
    try (InputStream in = CommonSymbols.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + RESOURCE + " is missing");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("[")) {
          section = line;
        } else if (!line.isEmpty() && !line.startsWith("#")) {
          read(line, section, names, aliases);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CommonSymbols(names, everyday, aliases);
  }

  private static void read(
      String line, String section, Map<Symbol, List<String>> names, Aliases aliases) {
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
      char mark = name.charAt(0);
      String bare = mark == '~' || mark == '?' ? name.substring(1) : name;
      own.add(bare);
      if (mark != '~') {
        aliases.add(bare, symbol, mark == '?');
      }
    }
    names.put(symbol, List.copyOf(own));
  }

  @Override
  public List<String> names(Symbol symbol) {
    return names.getOrDefault(symbol, List.of());
  }

  /** Finds what is known from the start, and symbols that were learned besides. */
  SymbolResolver resolverWith(Collection<Listing> learned) {
    Set<Symbol> known = new HashSet<>(names.keySet());
    Aliases more = new Aliases(aliases);
    for (Listing listing : learned) {
      known.add(listing.symbol());
      more.learn(listing.name(), listing.symbol());
    }
    return new MentionFinder(known, everyday, more, lexicon)::find;
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
