package dev.windsock.cache;

import dev.windsock.cache.CoherenceHistory.Disturbance;
import dev.windsock.cache.CoherenceHistory.Read;
import dev.windsock.cache.CoherenceHistory.Write;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the reads of a history that are older than the cache promises:
 *
 * <ul>
 *   <li>an instance that reaches Redis sees what was written longer ago than an invalidation may
 *       take, also what was written while it was away;
 *   <li>one that does not reach it, or not until it has answered, sees at least what it had to see
 *       when it was cut off, or nothing;
 *   <li>wherever it is, one sees what was written longer ago than the time to live, where what is
 *       too old can be loaded;
 *   <li>what was written while its writer was cut off counts from when the writer had made it good;
 *   <li>no value is another key's.
 * </ul>
 *
 * Pure. Not thread-safe.
 */
final class CoherenceChecker {
  /**
   * What is promised, in ns.
   *
   * @param invalidation how long an invalidation may take to reach another instance
   * @param afterReturn how long an instance to which Redis answers again may still be behind
   */
  record Bounds(long invalidation, long afterReturn) {}

  /** The first words of a key tell how long its values live at most. */
  interface Ttls {
    /** In ns; {@link Long#MAX_VALUE} where nothing can be loaded or the time is not to be seen. */
    long ofKey(String key);
  }

  private record Wrong(long lateNanos, String text) {}

  private final Bounds bounds;
  private final Ttls ttls;
  private final Map<String, NavigableMap<Long, Long>> seenFrom = new HashMap<>();
  private final Map<String, NavigableMap<Long, Long>> startedAt = new HashMap<>();
  private final Map<Integer, List<Disturbance>> disturbances = new HashMap<>();
  private long worstNanos;

  CoherenceChecker(Bounds bounds, Ttls ttls) {
    this.bounds = bounds;
    this.ttls = ttls;
  }

  /** What is wrong, in words, the worst first; empty when nothing is. */
  List<String> check(CoherenceHistory history) {
    for (Disturbance one : history.disturbances()) {
      disturbances.computeIfAbsent(one.of(), of -> new ArrayList<>()).add(one);
    }
    List<Write> writes = history.writes();
    writes.sort(Comparator.comparingLong(this::visibleNanos));
    writes.forEach(write -> newest(seenFrom, write, visibleNanos(write)));
    writes.sort(Comparator.comparingLong(Write::startNanos));
    writes.forEach(write -> newest(startedAt, write, write.startNanos()));
    List<Wrong> found = new ArrayList<>();
    for (Read read : history.reads()) {
      check(read, found);
    }
    found.sort(Comparator.comparingLong(Wrong::lateNanos).reversed());
    return found.stream().map(Wrong::text).toList();
  }

  /** The longest after its acknowledgement that a write was not seen where Redis was reached. */
  long worstNanos() {
    return worstNanos;
  }

  private static void newest(Map<String, NavigableMap<Long, Long>> of, Write write, long atNanos) {
    NavigableMap<Long, Long> versions = of.computeIfAbsent(write.key(), key -> new TreeMap<>());
    Map.@Nullable Entry<Long, Long> before = versions.floorEntry(atNanos);
    versions.put(atNanos, Math.max(write.version(), before == null ? 0 : before.getValue()));
  }

  /** From when on others can see it: when it was made good, if its writer was cut off. */
  private long visibleNanos(Write write) {
    long visible = write.ackNanos();
    for (Disturbance one : disturbances.getOrDefault(write.by(), List.of())) {
      if (one.fromNanos() <= write.ackNanos() && write.startNanos() <= one.recoveredNanos()) {
        visible = Math.max(visible, one.recoveredNanos());
      }
    }
    return visible;
  }

  private void check(Read read, List<Wrong> found) {
    String own = read.key() + "#" + read.version();
    if (read.version() != 0 && !read.value().equals(own)) {
      found.add(new Wrong(Long.MAX_VALUE, read + " is another key's value"));
      return;
    }
    long atNanos = read.startNanos() - bounds.invalidation();
    @Nullable Disturbance away = null;
    for (Disturbance one : disturbances.getOrDefault(read.by(), List.of())) {
      if (one.fromNanos() <= read.endNanos()
          && read.startNanos() <= one.toNanos() + bounds.afterReturn()) {
        away = one;
        atNanos = Math.min(atNanos, one.fromNanos() - bounds.invalidation());
      }
    }
    if (away != null && read.version() == 0) {
      return;
    }
    if (read.version() < at(seenFrom, read.key(), atNanos)) {
      found.add(wrong(read, away));
    }
    long ttlNanos = ttls.ofKey(read.key());
    if (ttlNanos != Long.MAX_VALUE) {
      long fresh = at(startedAt, read.key(), read.startNanos() - ttlNanos - bounds.invalidation());
      if (read.version() < fresh) {
        found.add(new Wrong(ttlNanos, read + " has outlived its time: " + fresh + " is due"));
      }
    }
    if (away == null) {
      worstNanos = Math.max(worstNanos, lateNanos(read));
    }
  }

  private Wrong wrong(Read read, @Nullable Disturbance away) {
    Map.@Nullable Entry<Long, Long> missed = firstAfter(read);
    long lateNanos = lateNanos(read);
    return new Wrong(
        lateNanos,
        String.format(
            Locale.ROOT,
            "%s was read by %d at %d, %.1f ms after %s was there%s",
            read.version() == 0 ? "no " + read.key() : read.value(),
            read.by(),
            read.startNanos() / 1000,
            lateNanos / 1e6,
            missed == null ? "?" : missed.getValue(),
            away == null ? "" : ", and was away " + away));
  }

  /** How long before the read the first write was there that it has not seen; negative for none. */
  private long lateNanos(Read read) {
    Map.@Nullable Entry<Long, Long> missed = firstAfter(read);
    return missed == null ? -1 : read.startNanos() - missed.getKey();
  }

  private Map.@Nullable Entry<Long, Long> firstAfter(Read read) {
    NavigableMap<Long, Long> versions = seenFrom.get(read.key());
    if (versions != null) {
      for (Map.Entry<Long, Long> one :
          versions.tailMap(read.startNanos() - (1L << 34)).entrySet()) {
        if (one.getValue() > read.version()) {
          return one;
        }
      }
    }
    return null;
  }

  private static long at(Map<String, NavigableMap<Long, Long>> of, String key, long nanos) {
    NavigableMap<Long, Long> versions = of.get(key);
    Map.@Nullable Entry<Long, Long> entry = versions == null ? null : versions.floorEntry(nanos);
    return entry == null ? 0 : entry.getValue();
  }
}
