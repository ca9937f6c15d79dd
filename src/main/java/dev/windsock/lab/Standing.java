package dev.windsock.lab;

/**
 * Where a client stands in one limit after its arrival was counted.
 *
 * @param limit the limit
 * @param remaining calls left, ≥ 0
 * @param resetMillis from now until the next call that fits once none is left, or until the window
 *     is empty again
 * @param over whether this arrival is refused by this limit
 */
record Standing(Limit limit, int remaining, long resetMillis, boolean over) {
  /** Calls already made. */
  int used() {
    return limit.count() - remaining;
  }

  /** Seconds until reset, rounded up. */
  long resetSeconds() {
    return (resetMillis + 999) / 1000;
  }
}
