package dev.windsock.score;

import dev.windsock.sentiment.Symbol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory that is told of more symbols while it runs, as by the list of all tickers that the
 * SEC keeps. What it knew from the start stands first and stays as it was. What it learns is looked
 * up and shown, tells sources what to ask for, and is found in texts: by cashtag and exchange, by
 * its ticker under the rule for all tickers, and by its name with care, as too many of ten thousand
 * are everyday words. Thread-safe; a look-up sees all of a list or none.
 */
public final class LearnedSymbols implements SymbolDirectory, SymbolResolver {
  /** The most symbols that are learned; there are some ten thousand at the SEC. */
  static final int MAX = 50_000;

  private final CommonSymbols common;
  private volatile State state;

  /** Names in capitals, so that looking through all of them is quick. */
  private record Learned(Listing listing, List<String> names, String capitals) {}

  private record State(Map<Symbol, Learned> learned, SymbolResolver resolver) {}

  /**
   * @param common what is known from the start
   */
  public LearnedSymbols(CommonSymbols common) {
    this.common = common;
    this.state = new State(Map.of(), common);
  }

  /** A tenth of a second for ten thousand; not for an event loop. */
  @Override
  public void learn(List<Listing> listings) {
    Map<Symbol, Learned> next = new LinkedHashMap<>();
    for (Listing listing : listings.subList(0, Math.min(MAX, listings.size()))) {
      if (common.names(listing.symbol()).isEmpty()) {
        String capitals = listing.name().toUpperCase(Locale.ROOT);
        next.putIfAbsent(listing.symbol(), new Learned(listing, List.of(listing.name()), capitals));
      }
    }
    List<Listing> more = next.values().stream().map(Learned::listing).toList();
    state = new State(next, common.resolverWith(more));
  }

  @Override
  public List<Mention> resolve(CharSequence text) {
    return state.resolver.resolve(text);
  }

  @Override
  public List<String> names(Symbol symbol) {
    List<String> known = common.names(symbol);
    Learned more = known.isEmpty() ? state.learned.get(symbol) : null;
    return more == null ? known : more.names;
  }

  /** The symbol meant, what was known from the start, other codes, names; shorter codes first. */
  @Override
  public List<Listing> search(String prefix, int limit) {
    List<Listing> known = common.search(prefix, limit);
    String code = CommonSymbols.wanted(prefix);
    if (code.isEmpty()) {
      return known;
    }
    Symbol meant = Symbol.find(code);
    List<Listing> exact = new ArrayList<>();
    List<Listing> codes = new ArrayList<>();
    List<Listing> names = new ArrayList<>();
    for (Learned one : state.learned.values()) {
      Symbol own = one.listing.symbol();
      if (own.equals(meant)) {
        exact.add(one.listing);
      } else if (own.code().startsWith(code)) {
        codes.add(one.listing);
      } else if (one.capitals.startsWith(code) || one.capitals.contains(" " + code)) {
        names.add(one.listing);
      }
    }
    Comparator<Listing> shorter = Comparator.comparingInt(one -> one.symbol().code().length());
    codes.sort(shorter);
    names.sort(shorter);
    return Stream.of(exact, known, codes, names)
        .flatMap(List::stream)
        .limit(Math.max(0, limit))
        .toList();
  }
}
