package dev.windsock.history;

import dev.windsock.sentiment.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Hours that the series in the cache do not have yet, by symbol: for a moment as a rule, and for
 * long while Redis is away. Thread-safe.
 */
final class Unwritten {
  /** Nothing should be added beyond that. */
  static final long MAX_BYTES = 8L << 20;

  /** Of a symbol, and of each of its sources: keys, maps and lists. */
  private static final int OVERHEAD_BYTES = 200;

  private final Map<String, Series> bySymbol = new LinkedHashMap<>();
  private long bytes;

  /** Whether there is no room for more. */
  synchronized boolean full() {
    return bytes >= MAX_BYTES;
  }

  synchronized boolean isEmpty() {
    return bySymbol.isEmpty();
  }

  synchronized long bytes() {
    return bytes;
  }

  /**
   * Adds hours of a symbol, whether there is room or not.
   *
   * @param oldestHour hours before it are forgotten
   */
  synchronized void add(String symbol, Series more, int oldestHour) {
    Series earlier = bySymbol.get(symbol);
    Series all = (earlier == null ? Series.EMPTY : earlier).merged(more, oldestHour);
    bySymbol.put(symbol, all);
    bytes += bytes(all) - (earlier == null ? 0 : bytes(earlier));
  }

  /** Some to be written, the longest waiting first. They stay, behind all others. */
  synchronized Map<String, Series> next(int most) {
    Map<String, Series> next = new LinkedHashMap<>();
    for (String symbol : bySymbol.keySet().stream().limit(most).toList()) {
      Series hours = bySymbol.remove(symbol);
      if (hours != null) {
        bySymbol.put(symbol, hours);
        next.put(symbol, hours);
      }
    }
    return next;
  }

  /** These are written, or never can be; what was added to them meanwhile stays. */
  synchronized void remove(String symbol, Series hours) {
    if (bySymbol.remove(symbol, hours)) {
      bytes -= bytes(hours);
    }
  }

  synchronized boolean has(String symbol) {
    return bySymbol.containsKey(symbol);
  }

  /** What waits of a symbol; empty for nothing. */
  synchronized Series of(String symbol) {
    return bySymbol.getOrDefault(symbol, Series.EMPTY);
  }

  private static long bytes(Series series) {
    long bytes = OVERHEAD_BYTES;
    for (List<Series.Hour> hours : series.bySource().values()) {
      bytes += OVERHEAD_BYTES + (long) SeriesCodec.HOUR_HEAP_BYTES * hours.size();
    }
    return bytes;
  }
}
