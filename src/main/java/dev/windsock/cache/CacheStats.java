package dev.windsock.cache;

import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one cache counted since the process started. Thread-safe. */
final class CacheStats {
  private static final String REQUESTS = "windsock.cache.requests";
  private static final String PUTS = "windsock.cache.puts";
  private static final String COALESCED = "windsock.cache.coalesced";
  private static final String REFRESHES = "windsock.cache.refreshes";
  private static final String REMOVED = "windsock.cache.removed";
  private static final String REJECTED = "windsock.cache.rejected";
  private static final String RECOVERED = "windsock.cache.recovered";
  private static final String DEADLINES = "windsock.cache.deadlines";

  /** What is counted: where it stands in the statistics, and which meter shows it. */
  enum Count {
    NEAR_HIT("near", "hit", REQUESTS, "level", "near", "result", "hit"),
    NEAR_STALE("near", "stale", REQUESTS, "level", "near", "result", "stale"),
    NEAR_NEGATIVE("near", "negative", REQUESTS, "level", "near", "result", "negative"),
    NEAR_MISS("near", "miss", REQUESTS, "level", "near", "result", "miss"),
    NEAR_PUT("near", "put", PUTS, "level", "near"),
    NEAR_EVICTED("near", "evicted", "windsock.cache.evictions", "level", "near"),
    NEAR_EVICTED_BYTES("near", "evicted_bytes", "windsock.cache.evicted", "level", "near"),
    FAR_HIT("far", "hit", REQUESTS, "level", "far", "result", "hit"),
    FAR_STALE("far", "stale", REQUESTS, "level", "far", "result", "stale"),
    FAR_NEGATIVE("far", "negative", REQUESTS, "level", "far", "result", "negative"),
    FAR_MISS("far", "miss", REQUESTS, "level", "far", "result", "miss"),
    FAR_PUT("far", "put", PUTS, "level", "far"),
    FAR_CONFLICT("far", "conflict", "windsock.cache.conflicts", "level", "far"),
    /** Shown with {@link #LOAD_NANOS} as one timer. */
    LOAD("load", "count", ""),
    LOAD_FAILURE("load", "failure", "windsock.cache.load.failures", "level", "source"),
    /** Shown with {@link #LOAD} as one timer. */
    LOAD_NANOS("load", "nanos", ""),
    COALESCED_LOCAL("coalesced", "local", COALESCED, "by", "flight"),
    COALESCED_LEASE("coalesced", "lease", COALESCED, "by", "lease"),
    REFRESH_EARLY("refresh", "early", REFRESHES, "reason", "early"),
    REFRESH_STALE("refresh", "stale", REFRESHES, "reason", "stale"),
    REFRESH_WARMING("refresh", "warming", REFRESHES, "reason", "warming"),
    REMOVED_EXPLICIT("removed", "explicit", REMOVED, "reason", "explicit"),
    REMOVED_PATTERN("removed", "pattern", REMOVED, "reason", "pattern"),
    REMOVED_TAG("removed", "tag", REMOVED, "reason", "tag"),
    REMOVED_REMOTE("removed", "remote", REMOVED, "reason", "remote"),
    REJECTED_TOO_LARGE("rejected", "too_large", REJECTED, "reason", "too_large"),
    /** Kept in Redis alone. */
    REJECTED_NEAR("rejected", "too_large_near", REJECTED, "reason", "too_large_near"),
    REJECTED_UNSERIALIZABLE("rejected", "unserializable", REJECTED, "reason", "unserializable"),
    REJECTED_UNDECODABLE("rejected", "undecodable", REJECTED, "reason", "undecodable"),
    DEADLINE_SOFT("deadline", "soft", DEADLINES, "deadline", "soft"),
    DEADLINE_HARD("deadline", "hard", DEADLINES, "deadline", "hard"),
    RECOVERED("recovered", "written", CacheStats.RECOVERED, "result", "written"),
    RECOVERED_DROPPED("recovered", "dropped", CacheStats.RECOVERED, "result", "dropped");

    final String group;
    final String member;

    /** Empty for what is part of a timer. */
    final String meter;

    /** Names and values in turn, with commas between. */
    private final String tags;

    Count(String group, String member, String meter, String... tags) {
      this.group = group;
      this.member = member;
      this.meter = meter;
      this.tags = String.join(",", tags);
    }

    /** Names and values in turn. */
    String[] tags() {
      return tags.split(",", -1);
    }
  }

  /** What a cache has on a level, as last seen. */
  record Held(long entries, long bytes) {
    static final Held NOTHING = new Held(0, 0);
  }

  private final String cache;

  /** Filled by the constructor and never changed: safe to read on any thread. */
  private final EnumMap<Count, LongAdder> counts = new EnumMap<>(Count.class);

  private volatile Held near = Held.NOTHING;
  private volatile Held far = Held.NOTHING;

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

  /** The census of the near level. */
  void near(Held seen) {
    near = seen;
  }

  Held near() {
    return near;
  }

  /** The estimate of the far level. */
  void far(Held estimated) {
    far = estimated;
  }

  Held far() {
    return far;
  }

  /** All counts by level, and the share of requests that a level answered. */
  JsonObject json() {
    JsonObject json = new JsonObject();
    for (Count count : Count.values()) {
      group(json, count.group).put(count.member, get(count));
    }
    for (Map.Entry<String, Held> level : Map.of("near", near, "far", far).entrySet()) {
      group(json, level.getKey())
          .put("entries", level.getValue().entries())
          .put("bytes", level.getValue().bytes());
    }
    return json.put("hit_ratio", ratio());
  }

  private static JsonObject group(JsonObject json, String name) {
    JsonObject group = json.getJsonObject(name);
    if (group == null) {
      group = new JsonObject();
      json.put(name, group);
    }
    return group;
  }

  /** Requests answered without loading, of all; null before the first. */
  private @Nullable Double ratio() {
    long near = get(Count.NEAR_HIT) + get(Count.NEAR_STALE) + get(Count.NEAR_NEGATIVE);
    long far = get(Count.FAR_HIT) + get(Count.FAR_NEGATIVE);
    long all = near + get(Count.NEAR_MISS);
    return all == 0 ? null : Math.min(1, (double) (near + far) / all);
  }
}
