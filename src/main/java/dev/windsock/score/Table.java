package dev.windsock.score;

/**
 * Small values by 64-bit key, in one open-addressed array of keys that is at most half full.
 * Immutable once filled, so safe on any thread.
 */
final class Table {
  private final long[] keys;
  private final int[] values;
  private final int mask;

  /** Room for so many entries. */
  Table(int entries) {
    int size = Integer.highestOneBit(Math.max(8, entries)) * 4;
    keys = new long[size];
    values = new int[size];
    mask = size - 1;
  }

  /** Adds an entry; the key is not 0 and not yet in the table. */
  void put(long key, int value) {
    int i = slot(key);
    while (keys[i] != 0) {
      i = (i + 1) & mask;
    }
    keys[i] = key;
    values[i] = value;
  }

  /** The value of a key, or 0. */
  int get(long key) {
    int i = slot(key);
    while (keys[i] != 0) {
      if (keys[i] == key) {
        return values[i];
      }
      i = (i + 1) & mask;
    }
    return 0;
  }

  private int slot(long key) {
    long mixed = key * 0x9e3779b97f4a7c15L;
    return (int) (mixed >>> 32) & mask;
  }
}
