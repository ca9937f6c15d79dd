package dev.windsock.cache;

import dev.windsock.cache.CoherenceHistory.Read;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Very many reads in few bytes and few objects: a million objects that live on make the collector
 * stand still for longer than the bounds that they are to show. Thread-safe.
 */
final class Reads {
  /** Key and reader, version, start, end. */
  private static final int COLUMNS = 4;

  private static final int ROWS = 4096;
  private static final int READERS = 256;

  private final List<long[]> chunks = new ArrayList<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final List<String> keys = new ArrayList<>();

  /** The values that are not their key's own, by row. */
  private final Map<Integer, String> strange = new HashMap<>();

  private int size;

  synchronized void add(Read read) {
    int at = size % ROWS * COLUMNS;
    if (at == 0) {
      chunks.add(new long[ROWS * COLUMNS]);
    }
    long[] chunk = chunks.get(size / ROWS);
    chunk[at] = (long) number(read.key()) * READERS + read.by();
    chunk[at + 1] = read.version();
    chunk[at + 2] = read.startNanos();
    chunk[at + 3] = read.endNanos();
    if (!read.value().equals(own(read.key(), read.version()))) {
      strange.put(size, read.value());
    }
    size++;
  }

  private int number(String key) {
    return numbers.computeIfAbsent(
        key,
        added -> {
          keys.add(added);
          return keys.size() - 1;
        });
  }

  private static String own(String key, long version) {
    return version == 0 ? "" : key + "#" + version;
  }

  synchronized List<Read> all() {
    List<Read> all = new ArrayList<>(size);
    for (int row = 0; row < size; row++) {
      long[] chunk = chunks.get(row / ROWS);
      int at = row % ROWS * COLUMNS;
      String key = keys.get((int) (chunk[at] / READERS));
      long version = chunk[at + 1];
      String value = strange.get(row);
      all.add(
          new Read(
              key,
              version,
              value == null ? own(key, version) : value,
              (int) (chunk[at] % READERS),
              chunk[at + 2],
              chunk[at + 3]));
    }
    return all;
  }
}
