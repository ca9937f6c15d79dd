package dev.windsock.cache;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.RemovalCause;
import dev.windsock.time.Clock;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.ToLongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The near level: one Caffeine cache for all caches of the process, bounded by the bytes that its
 * entries take of the heap. Never loads, never blocks: whatever runs inside it is short and pure.
 * Thread-safe.
 */
final class Near {
  /** What each entry takes itself: Caffeine's node, the map's node, the place, the entry. */
  private static final int OVERHEAD_BYTES = 56 + 32 + 24 + 64;

  /**
   * Its share of the map's table and of the sketch, of 4 and 8 bytes a place, some of them empty.
   */
  private static final int SHARE_BYTES = 24;

  /**
   * For how many entries room is made from the start. More than there are as a rule: the sketch of
   * how often each is asked for is made as large, and the longer it remembers the better it chooses
   * (0.6 points of hit ratio at a hundredth of what is asked for).
   */
  private static final int FORESEEN_BYTES = 512;

  private static final long MOST_FORESEEN = 1 << 17;

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** An entry's place. */
  record Place(String cache, String id) {}

  private final com.github.benmanes.caffeine.cache.Cache<Place, Entry<?>> entries;

  /** Bumped when the near level may have missed invalidations. */
  private final AtomicInteger epoch = new AtomicInteger();

  /** Buckets whose log is not being read. */
  private final Set<Integer> deaf = ConcurrentHashMap.newKeySet();

  /**
   * @param goneAtMillis when an entry is of no use any more, wall time
   * @param evicted told of every entry that was dropped for want of room
   */
  Near(
      Clock clock,
      long maxBytes,
      ToLongFunction<Entry<?>> goneAtMillis,
      BiConsumer<Place, Entry<?>> evicted) {
    this.entries =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .ticker(clock::nanos)
            .initialCapacity((int) Math.min(MOST_FORESEEN, maxBytes / FORESEEN_BYTES))
            .maximumWeight(maxBytes)
            .weigher(Near::weigh)
            .expireAfter(
                new Expiry<Place, Entry<?>>() {
                  @Override
                  public long expireAfterCreate(Place place, Entry<?> entry, long nowNanos) {
                    long leftMillis = goneAtMillis.applyAsLong(entry) - clock.millis();
                    return Math.max(1, leftMillis) * NANOS_PER_MILLI;
                  }

                  @Override
                  public long expireAfterUpdate(
                      Place place, Entry<?> entry, long nowNanos, long leftNanos) {
                    return expireAfterCreate(place, entry, nowNanos);
                  }

                  @Override
                  public long expireAfterRead(
                      Place place, Entry<?> entry, long nowNanos, long leftNanos) {
                    return leftNanos;
                  }
                })
            .evictionListener(
                (@Nullable Place place, @Nullable Entry<?> entry, RemovalCause cause) -> {
                  if (place != null && entry != null && cause == RemovalCause.SIZE) {
                    evicted.accept(place, entry);
                  }
                })
            .build();
  }

  private static int weigh(Place place, Entry<?> entry) {
    return (int) Math.min(Integer.MAX_VALUE, weight(place, entry));
  }

  static long weight(Place place, Entry<?> entry) {
    return OVERHEAD_BYTES
        + SHARE_BYTES
        + HeapSize.of(place.id())
        + HeapSize.of(entry.failure)
        + entry.heapBytes;
  }

  @SuppressWarnings("unchecked")
  <V> @Nullable Entry<V> get(Place place) {
    return (Entry<V>) entries.getIfPresent(place);
  }

  /** Replaces an entry by what a short and pure function makes of it; null removes it. */
  @SuppressWarnings("unchecked")
  <V> void change(Place place, UnaryOperator<@Nullable Entry<V>> change) {
    entries.asMap().compute(place, (at, entry) -> change.apply((Entry<V>) entry));
  }

  /** Puts an entry in the place of exactly this one. Returns whether it was still there. */
  boolean replace(Place place, @Nullable Entry<?> old, Entry<?> next) {
    return old == null
        ? entries.asMap().putIfAbsent(place, next) == null
        : entries.asMap().replace(place, old, next);
  }

  /** Whether there was one. */
  boolean remove(Place place) {
    return entries.asMap().remove(place) != null;
  }

  /** Removes exactly this entry. Returns whether it was still there. */
  boolean remove(Place place, Entry<?> entry) {
    return entries.asMap().remove(place, entry);
  }

  int epoch() {
    return epoch.get();
  }

  /** From now on every entry must be checked against Redis before it counts as fresh. */
  void suspectAll() {
    epoch.incrementAndGet();
  }

  /** Whether what the log of a bucket tells is heard of from now on. */
  void hears(int bucket, boolean now) {
    if (now) {
      deaf.remove(bucket);
    } else {
      deaf.add(bucket);
    }
  }

  /** Whether what the log of a bucket tells is heard of. */
  boolean hears(int bucket) {
    return !deaf.contains(bucket);
  }

  /** The buckets of whose logs nothing is heard. */
  Set<Integer> deaf() {
    return Set.copyOf(deaf);
  }

  /**
   * Whether what other instances change and remove is heard of, in whatever bucket, as what removes
   * many is told in one; so it is, too, where nobody is listening at all.
   */
  boolean hearing() {
    return deaf.isEmpty();
  }

  /** Entries by their places in no order; weakly consistent. */
  Iterator<Map.Entry<Place, Entry<?>>> all() {
    return entries.asMap().entrySet().iterator();
  }

  void resize(long maxBytes) {
    entries.policy().eviction().ifPresent(eviction -> eviction.setMaximum(maxBytes));
  }

  /**
   * Drops what has expired; to be called now and then. Until then it takes no room that it was not
   * given, as it counts towards the budget: so a timer for the next one to expire, armed anew at
   * most writes, would bring nothing.
   */
  void sweep() {
    entries.cleanUp();
  }

  long entries() {
    return entries.estimatedSize();
  }

  long bytes() {
    return entries.policy().eviction().map(e -> e.weightedSize().orElse(0)).orElse(0L);
  }
}
