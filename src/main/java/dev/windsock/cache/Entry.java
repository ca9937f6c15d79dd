package dev.windsock.cache;

import dev.windsock.cache.Cached.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one id: a value, a failure to load it, or both. Immutable; equal only to itself,
 * so that replacing an entry is atomic and cheap.
 */
final class Entry<V> {
  /** The epoch of an entry that must be checked against Redis before it counts as fresh. */
  static final int SUSPECT = -1;

  /**
   * No entry lives longer, counted from {@link #storedAtMillis}, however long its TTL. What makes
   * entries void (barriers of tags, times of removals) is of no use after that.
   */
  static final long LONGEST_LIFE_MILLIS = Duration.ofDays(70).toMillis();

  final @Nullable V value;

  /** Random, set at each write; 0 without a value. */
  final long version;

  /** When loading or changing it began: of what happened later nothing is in it. Wall time here. */
  final long storedAtMillis;

  final long freshUntilMillis;
  final int costMillis;
  final @Nullable Failure failure;

  /** About what it takes of the heap. */
  final long heapBytes;

  /** What it can be invalidated by, beside its id. */
  final List<String> tags;

  /** When the near level was last known to be in step with Redis. */
  final int epoch;

  Entry(
      @Nullable V value,
      long version,
      long storedAtMillis,
      long freshUntilMillis,
      int costMillis,
      @Nullable Failure failure,
      long heapBytes,
      int epoch,
      List<String> tags) {
    this.value = value;
    this.version = version;
    this.storedAtMillis = storedAtMillis;
    this.freshUntilMillis = freshUntilMillis;
    this.costMillis = costMillis;
    this.failure = failure;
    this.heapBytes = heapBytes;
    this.epoch = epoch;
    this.tags = tags;
  }

  /** Without tags. */
  Entry(
      @Nullable V value,
      long version,
      long storedAtMillis,
      long freshUntilMillis,
      int costMillis,
      @Nullable Failure failure,
      long heapBytes,
      int epoch) {
    this(
        value,
        version,
        storedAtMillis,
        freshUntilMillis,
        costMillis,
        failure,
        heapBytes,
        epoch,
        List.of());
  }

  /** An entry without a value. */
  static <V> Entry<V> failed(Failure failure, int epoch) {
    return new Entry<>(null, 0, 0, 0, 0, failure, 0, epoch);
  }

  /** The same value with a failure to refresh it. */
  Entry<V> with(Failure failed) {
    return new Entry<>(
        value,
        version,
        storedAtMillis,
        freshUntilMillis,
        costMillis,
        failed,
        heapBytes,
        epoch,
        tags);
  }

  /** The same value in another epoch, its failure forgotten. */
  Entry<V> in(int otherEpoch) {
    return new Entry<>(
        value,
        version,
        storedAtMillis,
        freshUntilMillis,
        costMillis,
        null,
        heapBytes,
        otherEpoch,
        tags);
  }

  /** As the caller gets it, all being well. */
  Cached<V> cached(Level level) {
    return new Cached<>(value, storedAtMillis, freshUntilMillis, level, null, null);
  }

  /** As the caller gets it when it could not be refreshed: the value only while it may be used. */
  Cached<V> cachedDespite(Failure why, Level level, boolean usable) {
    return usable && value != null
        ? new Cached<>(
            value, storedAtMillis, freshUntilMillis, level, why.problem(), why.retryAtMillis())
        : new Cached<>(null, 0, 0, Level.NONE, why.problem(), why.retryAtMillis());
  }
}
