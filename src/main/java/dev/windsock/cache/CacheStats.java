package dev.windsock.cache;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one cache counted since the process started. Thread-safe. */
final class CacheStats {
  /** What is counted. */
  enum Count {
    NEAR_HIT,
    NEAR_STALE,
    NEAR_NEGATIVE,
    NEAR_MISS,
    NEAR_PUT,
    NEAR_EVICTED,
    NEAR_EVICTED_BYTES,
    FAR_HIT,
    FAR_STALE,
    FAR_NEGATIVE,
    FAR_MISS,
    FAR_PUT,
    FAR_CONFLICT,
    LOAD,
    LOAD_FAILURE,
    LOAD_NANOS,
    COALESCED_LOCAL,
    COALESCED_LEASE,
    REFRESH_EARLY,
    REFRESH_STALE,
    REMOVED_EXPLICIT,
    REMOVED_PATTERN,
    REMOVED_TAG,
    REMOVED_REMOTE,
    REJECTED_TOO_LARGE,
    REJECTED_UNSERIALIZABLE,
    REJECTED_UNDECODABLE,
    RECOVERED,
    RECOVERED_DROPPED;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private final String cache;

  /** Filled by the constructor and never changed: safe to read on any thread. */
  private final EnumMap<Count, LongAdder> counts = new EnumMap<>(Count.class);

  CacheStats(String cache) {
    this.cache = cache;
    for (Count count : Count.values()) {
      counts.put(count, new LongAdder());
    }
  }

  String cache() {
    return cache;
  }

  void add(Count count) {
    adder(count).increment();
  }

  void add(Count count, long by) {
    adder(count).add(by);
  }

  long get(Count count) {
    return adder(count).sum();
  }

  private LongAdder adder(Count count) {
    return Objects.requireNonNull(counts.get(count));
  }

  /** All counts by level, and the share of requests that a level answered. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    for (Count count : Count.values()) {
      String label = count.label();
      int split = label.indexOf('_');
      String group = split < 0 ? "total" : label.substring(0, split);
      String name = split < 0 ? label : label.substring(split + 1);
      if (count == Count.RECOVERED) {
        group = "recovered";
        name = "written";
      }
      if (count == Count.LOAD) {
        group = "load";
        name = "count";
      }
      JsonObject members = json.getJsonObject(group);
      if (members == null) {
        members = new JsonObject();
        json.put(group, members);
      }
      members.put(name, get(count));
    }
    json.put("hit_ratio", ratio());
    return json;
  }

  /** Requests answered without loading, of all; null before the first. */
  private @Nullable Double ratio() {
    long near = get(Count.NEAR_HIT) + get(Count.NEAR_STALE) + get(Count.NEAR_NEGATIVE);
    long far = get(Count.FAR_HIT) + get(Count.FAR_NEGATIVE);
    long all = near + get(Count.NEAR_MISS);
    return all == 0 ? null : (double) (near + far) / all;
  }
}
