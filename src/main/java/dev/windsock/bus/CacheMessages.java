package dev.windsock.bus;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The records by which the bus asks the cache. Immutable; the addresses say which goes where. */
public final class CacheMessages {
  /** Those that cross the bus as the body of a question or an answer. */
  static final List<Class<? extends Record>> ALL =
      List.of(
          CacheGet.class,
          CacheGetAll.class,
          CachePut.class,
          CachePutAll.class,
          CacheStored.class,
          Warm.class,
          Warmed.class,
          CacheValue.class,
          CacheValues.class,
          Invalidate.class,
          Invalidated.class);

  private CacheMessages() {}

  /** Asks for one value of the bus's own cache. */
  public record CacheGet(String key) {}

  /** Asks for many values of the bus's own cache. */
  public record CacheGetAll(List<String> keys) {}

  /**
   * Stores one value in the bus's own cache.
   *
   * @param value any JSON value
   * @param ttlMillis how long it is fresh
   * @param tags what it can be invalidated by, beside its key; may be left out
   */
  public record CachePut(String key, Object value, long ttlMillis, @Nullable List<String> tags) {}

  /**
   * Stores many values in the bus's own cache, in one round-trip to Redis.
   *
   * @param values any JSON values by their keys
   * @param ttlMillis how long they are fresh
   * @param tags what they can be invalidated by, beside their keys; may be left out
   */
  public record CachePutAll(
      Map<String, Object> values, long ttlMillis, @Nullable List<String> tags) {}

  /** How many values were stored: all of them. */
  public record CacheStored(int stored) {}

  /**
   * Has symbols read ahead of the next question.
   *
   * @param symbols what to read; left out or empty for the configured and the most asked for
   */
  public record Warm(@Nullable List<String> symbols) {}

  /**
   * What is being read ahead now, behind the reply.
   *
   * @param symbols how many symbols
   * @param queued whether an earlier warming has to end first
   */
  public record Warmed(int symbols, boolean queued) {}

  /**
   * One cached value.
   *
   * @param value null when there is none
   * @param ageMillis since it was stored; null when there is none
   */
  public record CacheValue(String key, @Nullable Object value, @Nullable Long ageMillis) {}

  /** Many cached values, in the order they were asked for. */
  public record CacheValues(List<CacheValue> values) {}

  /**
   * Removes what carries the tag, or is under one of the keys, or matches every one of the other
   * parts that are given; at least one must be, and tag and keys stand alone.
   *
   * @param symbol a canonical code
   * @param source a provider's id
   * @param tag a tag
   * @param pattern a glob over keys
   * @param keys keys of the bus's own cache, as they are
   * @param dryRun only count
   */
  public record Invalidate(
      @Nullable String symbol,
      @Nullable String source,
      @Nullable String tag,
      @Nullable String pattern,
      @Nullable List<String> keys,
      boolean dryRun) {
    /** Without keys. */
    public Invalidate(
        @Nullable String symbol,
        @Nullable String source,
        @Nullable String tag,
        @Nullable String pattern,
        boolean dryRun) {
      this(symbol, source, tag, pattern, null, dryRun);
    }

    /** From JSON, where everything that is not meant may be left out. */
    @JsonCreator
    static Invalidate of(
        @JsonProperty("symbol") @Nullable String symbol,
        @JsonProperty("source") @Nullable String source,
        @JsonProperty("tag") @Nullable String tag,
        @JsonProperty("pattern") @Nullable String pattern,
        @JsonProperty("keys") @Nullable List<String> keys,
        @JsonProperty("dry_run") @Nullable Boolean dryRun) {
      return new Invalidate(symbol, source, tag, pattern, keys, Boolean.TRUE.equals(dryRun));
    }
  }

  /** How many entries were removed, or would have been. */
  public record Invalidated(long removed, boolean dryRun) {}

  /** Entries were removed; each part is null where it did not matter. */
  public record CacheInvalidated(
      @Nullable String symbol, @Nullable String source, long removed, String origin) {}
}
