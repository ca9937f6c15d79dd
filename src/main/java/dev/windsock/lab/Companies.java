package dev.windsock.lab;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Everyone there is to write about: some sixty known names from a resource, and for any other
 * symbol one made up on the spot, always the same. Symbols that start with {@code ZZZ} are unknown.
 */
final class Companies {
  private static final Pattern SYMBOL = Pattern.compile("[A-Z][A-Z0-9]{0,9}([.-][A-Z]{1,2})?");
  private static final int MADE_UP_CIK = 5_000_000;

  private final long seed;
  private final List<Company> known = new ArrayList<>();
  private final Map<String, Company> byText = new HashMap<>();

  Companies(long seed) {
    this.seed = seed;
    for (String line : Lines.of("companies.txt")) {
      String[] cells = line.split("\\|", -1);
      Company company =
          new Company(
              cells[0],
              cells[1],
              cells[2],
              Double.parseDouble(cells[3]),
              Double.parseDouble(cells[4]),
              Integer.parseInt(cells[5]),
              Dice.roll(seed, cells[0]));
      known.add(company);
      byText.put(fold(company.symbol()), company);
      byText.putIfAbsent(fold(company.fullName()), company);
      byText.putIfAbsent(fold(company.name()), company);
      byText.putIfAbsent("cik" + company.cik(), company);
    }
  }

  /** Those of the resource, the most popular ones among them. */
  List<Company> known() {
    return known;
  }

  /** Another known company than this one. */
  Company rival(Company of, long roll) {
    Company rival = known.get(Dice.face(roll, known.size()));
    return rival.symbol().equals(of.symbol())
        ? known.get((Dice.face(roll, known.size()) + 1) % known.size())
        : rival;
  }

  /** By symbol in any provider's spelling ({@code BTC.X}, {@code BTC-USD}, {@code BRK-B}). */
  @Nullable Company bySymbol(String text) {
    String symbol = text.toUpperCase(Locale.ROOT);
    if (symbol.startsWith("$")) {
      symbol = symbol.substring(1);
    }
    if (symbol.endsWith(".X")) {
      symbol = symbol.substring(0, symbol.length() - 2);
    } else if (symbol.endsWith("-USD")) {
      symbol = symbol.substring(0, symbol.length() - 4);
    }
    Company found = byText.get(fold(symbol.replace('-', '.')));
    if (found != null && fold(found.symbol()).equals(fold(symbol.replace('-', '.')))) {
      return found;
    }
    if (symbol.startsWith("ZZZ") || !SYMBOL.matcher(symbol).matches()) {
      return null;
    }
    return madeUp(symbol, symbol.charAt(0) + symbol.substring(1).toLowerCase(Locale.ROOT) + " Inc");
  }

  /** By a name as people search for it, in part or whole; a symbol will do as well. */
  @Nullable Company byName(String text) {
    String folded = fold(text);
    Company found = byText.get(folded);
    if (found != null) {
      return found;
    }
    for (Company company : known) {
      if (folded.startsWith(fold(company.name()) + " ")) {
        return company;
      }
    }
    if (folded.isEmpty() || folded.startsWith("zzz") || folded.length() > 60) {
      return null;
    }
    String compact = folded.replaceAll("[^a-z0-9]", "").toUpperCase(Locale.ROOT);
    if (compact.isEmpty()) {
      return null;
    }
    boolean ticker = SYMBOL.matcher(text.strip()).matches() && text.strip().length() <= 6;
    return ticker
        ? bySymbol(text.strip())
        : madeUp(compact.substring(0, Math.min(4, compact.length())), text.strip());
  }

  /** By the SEC's number. */
  @Nullable Company byCik(int cik) {
    return byText.get("cik" + cik);
  }

  private Company madeUp(String symbol, String name) {
    long roll = Dice.roll(seed, symbol);
    return new Company(
        symbol,
        name,
        name.endsWith(" Inc") ? name.substring(0, name.length() - 4) : name,
        0.03 + 0.12 * Dice.unit(Dice.mix(roll + 11)),
        5 + Dice.face(Dice.mix(roll + 12), 200),
        MADE_UP_CIK + Dice.face(Dice.mix(roll + 13), 1_000_000),
        roll);
  }

  private static String fold(String text) {
    return text.toLowerCase(Locale.ROOT).strip();
  }
}
