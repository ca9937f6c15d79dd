package dev.windsock.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The symbols that are being talked about, each with its figures at an instant. They age: whoever
 * keeps a board makes those rows anew that are {@link #overdue}. Two boards are brought together by
 * {@link #merged}, the newer row of each symbol standing. Immutable.
 *
 * @param rows one a symbol, most mentioned first
 */
public record Board(List<Row> rows) {
  /** Nobody talks. */
  public static final Board EMPTY = new Board(List.of());

  /** The most symbols kept. */
  public static final int MAX_ROWS = 500;

  /** How long figures are good enough: in that time few posts leave the last hour. */
  static final long GOOD_MILLIS = 5 * 60_000L;

  /** How long they are shown where they could not be made anew. */
  static final long SHOWN_MILLIS = 15 * 60_000L;

  private static final long OLDEST_MILLIS = 24 * 3_600_000L;

  private static final Comparator<Row> MOST_MENTIONED =
      Comparator.comparingInt(Row::mentions24h)
          .reversed()
          .thenComparing(Comparator.comparingInt(Row::mentions1h).reversed())
          .thenComparing(Row::symbol);

  /**
   * One symbol's figures. They are made of whole hours: of the one in which a span begins the share
   * counts that lies in it.
   *
   * @param symbol its code
   * @param atMillis the instant of which they are, wall time in ms
   * @param mentions1h posts of the hour before it
   * @param mentions24h posts of the 24 hours before it
   * @param z how unusual the latter is for the hour of the week, in standard deviations; null until
   *     there is enough history
   * @param score of the last 24 hours, −1 to 1; null where nothing weighs
   * @param change24h against the 24 hours before; null where nothing was said then
   */
  public record Row(
      String symbol,
      long atMillis,
      int mentions1h,
      int mentions24h,
      @Nullable Double z,
      @Nullable Double score,
      @Nullable Double change24h) {}

  /** By what rows are ranked. */
  public enum By {
    /** Posts of the last 24 hours. */
    MENTIONS,
    /** How unusual their number is. */
    BUZZ,
    /** How far the score moved, either way. */
    CHANGE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Board {
    rows = List.copyOf(rows);
  }

  /**
   * This board and another, less the symbols of which nothing was said for a day.
   *
   * @param nowMillis rows a day older than this wall time are dropped
   */
  public Board merged(Board other, long nowMillis) {
    Map<String, Row> bySymbol = new HashMap<>();
    for (Board board : List.of(this, other)) {
      for (Row row : board.rows) {
        if (row.atMillis > nowMillis - OLDEST_MILLIS) {
          bySymbol.merge(row.symbol, row, (a, b) -> b.atMillis >= a.atMillis ? b : a);
        }
      }
    }
    bySymbol.values().removeIf(row -> row.mentions24h == 0);
    List<Row> all = new ArrayList<>(bySymbol.values());
    all.sort(MOST_MENTIONED);
    return new Board(all.subList(0, Math.min(MAX_ROWS, all.size())));
  }

  /** The symbols whose figures are to be made anew, the oldest first. */
  List<String> overdue(long nowMillis) {
    return rows.stream()
        .filter(row -> row.atMillis <= nowMillis - GOOD_MILLIS)
        .sorted(Comparator.comparingLong(Row::atMillis))
        .map(Row::symbol)
        .toList();
  }

  /**
   * The rows that rank highest; those without the figure are left out, and those that are too old.
   *
   * @param limit the most rows, ≥ 0
   */
  public List<Row> top(By by, int limit, long nowMillis) {
    Comparator<Row> order =
        switch (by) {
          case MENTIONS -> MOST_MENTIONED;
          case BUZZ ->
              Comparator.comparingDouble((Row row) -> -or(row.z, 0)).thenComparing(MOST_MENTIONED);
          case CHANGE ->
              Comparator.comparingDouble((Row row) -> -Math.abs(or(row.change24h, 0)))
                  .thenComparing(MOST_MENTIONED);
        };
    return rows.stream()
        .filter(row -> row.atMillis > nowMillis - SHOWN_MILLIS)
        .filter(row -> by != By.BUZZ || row.z != null)
        .filter(row -> by != By.CHANGE || row.change24h != null)
        .sorted(order)
        .limit(limit)
        .toList();
  }

  private static double or(@Nullable Double value, double absent) {
    return value == null ? absent : value;
  }
}
