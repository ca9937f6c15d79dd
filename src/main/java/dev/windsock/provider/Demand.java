package dev.windsock.provider;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How often each symbol was asked for of late: a count that halves every {@code HALF_LIFE}, of the
 * {@value #MAX_SYMBOLS} symbols that were asked for last. Single-threaded.
 */
final class Demand {
  static final int MAX_SYMBOLS = 2_000;
  private static final Duration HALF_LIFE = Duration.ofMinutes(30);

  private final Map<String, Count> counts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
          return size() > MAX_SYMBOLS;
        }
      };

  private record Count(double value, long atNanos) {}

  /** Counts a symbol. Returns its count, this one included. */
  double asked(String symbol, long nowNanos) {
    Count before = counts.get(symbol);
    double faded =
        before == null
            ? 0
            : before.value
                * Math.pow(0.5, (nowNanos - before.atNanos) / (double) HALF_LIFE.toNanos());
    Count now = new Count(faded + 1, nowNanos);
    counts.put(symbol, now);
    return now.value;
  }

  /** How many symbols are counted. */
  int size() {
    return counts.size();
  }
}
