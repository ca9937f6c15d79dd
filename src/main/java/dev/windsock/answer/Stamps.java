package dev.windsock.answer;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts, by symbol, how often readings changed. What was made at another count than the present is
 * out of date. Symbols share counts (by hash), so that there is nothing to grow: a change then ages
 * a few answers that it did not touch, which costs them one blend. Lock-free.
 */
final class Stamps {
  private static final int STRIPES = 8192;

  private final AtomicLongArray counts = new AtomicLongArray(STRIPES);

  long of(String symbol) {
    return counts.get(stripe(symbol));
  }

  void bump(String symbol) {
    counts.incrementAndGet(stripe(symbol));
  }

  void bumpAll() {
    for (int i = 0; i < STRIPES; i++) {
      counts.incrementAndGet(i);
    }
  }

  private static int stripe(String symbol) {
    int hash = symbol.hashCode() * 0x9E3779B9;
    return hash >>> 19;
  }
}
