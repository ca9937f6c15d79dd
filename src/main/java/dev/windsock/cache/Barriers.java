package dev.windsock.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Until when what carries a tag is void. Invalidating by a tag touches no entry: it raises the
 * tag's barrier to now, and every entry whose making began at or before the barrier is gone from
 * then on, wherever it lies and whoever meets it.
 *
 * <p>Bounded: when there are too many the oldest are merged into one that stands for all tags, so
 * that what they barred stays barred (and some more of the same age with it). Times are wall time
 * here. Thread-safe; of an entry without tags nothing is asked.
 */
final class Barriers {
  static final int MAX = 10_000;

  /** A clock that is further ahead than this is not believed. */
  private static final long AHEAD_MILLIS = 5_000;

  /** A tag of one cache. */
  record Tag(String cache, String name) {}

  private final int max;
  private final ConcurrentHashMap<Tag, Long> byTag = new ConcurrentHashMap<>();

  /** Stands for the tags that were merged. */
  private volatile long floorMillis = Long.MIN_VALUE;

  private volatile long newestMillis = Long.MIN_VALUE;

  Barriers(int max) {
    this.max = max;
  }

  /** Whether an entry is void by one of its tags. */
  boolean bars(String cache, Entry<?> entry) {
    return !entry.tags.isEmpty()
        && entry.storedAtMillis <= newestMillis
        && bars(cache, entry.tags, entry.storedAtMillis);
  }

  private boolean bars(String cache, List<String> tags, long bornMillis) {
    if (bornMillis <= floorMillis) {
      return true;
    }
    for (String tag : tags) {
      Long atMillis = byTag.get(new Tag(cache, tag));
      if (atMillis != null && bornMillis <= atMillis) {
        return true;
      }
    }
    return false;
  }

  /** The time from which on what begins now is not barred by what was raised before. */
  long begin(long nowMillis) {
    long newest = newestMillis;
    return newest >= nowMillis && newest - nowMillis < AHEAD_MILLIS ? newest + 1 : nowMillis;
  }

  /** Raises a barrier; never lowers it. Returns whether that changed anything. */
  synchronized boolean raise(String cache, String tag, long atMillis) {
    Tag key = new Tag(cache, tag);
    Long before = byTag.get(key);
    if (atMillis <= floorMillis || (before != null && before >= atMillis)) {
      return false;
    }
    byTag.put(key, atMillis);
    newestMillis = Math.max(newestMillis, atMillis);
    if (byTag.size() > max) {
      merge();
    }
    return true;
  }

  /** Raises the barrier that stands for all tags. */
  synchronized void raiseFloor(long atMillis) {
    floorMillis = Math.max(floorMillis, atMillis);
    newestMillis = Math.max(newestMillis, atMillis);
    byTag.values().removeIf(at -> at <= floorMillis);
  }

  /** Merges the oldest tenth, so that this is rare. */
  private void merge() {
    List<Long> times = new ArrayList<>(byTag.values());
    times.sort(null);
    raiseFloor(times.get(times.size() / 10));
  }

  /** All of them now. */
  Map<Tag, Long> all() {
    return new HashMap<>(byTag);
  }

  long floorMillis() {
    return floorMillis;
  }

  int size() {
    return byTag.size();
  }
}
