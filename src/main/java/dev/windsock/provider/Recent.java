package dev.windsock.provider;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last so many keys with a value each; the longest unused go. Single-threaded. */
final class Recent<V> {
  private final Map<String, V> entries;

  Recent(int max) {
    this.entries =
        new LinkedHashMap<>(64, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
            return size() > max;
          }
        };
  }

  @Nullable V get(String key) {
    return entries.get(key);
  }

  /** Returns what was there before, or null. */
  @Nullable V put(String key, V value) {
    return entries.put(key, value);
  }

  void remove(String key) {
    entries.remove(key);
  }

  int size() {
    return entries.size();
  }
}
