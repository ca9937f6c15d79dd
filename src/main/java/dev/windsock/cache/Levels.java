package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Both levels of one cache, and the rules by which entries get into the near one. Thread-safe. */
final class Levels<V> {
  private static final Logger LOG = LoggerFactory.getLogger(Levels.class);

  final String cache;
  final Clock clock;
  final Far<V> far;
  final Leases<V> leases;
  final Codec<V> codec;
  final CacheStats stats;
  final Owed<V> owed;
  private final Near near;
  private final Fence fence = new Fence();

  /** Bumped by what was not written here: by others' changes, and by removals. */
  private final Fence news = new Fence();

  private final Supplier<Freshness> freshness;
  private final Supplier<CacheOptions> options;
  private final Barriers barriers;
  private final List<Consumer<List<String>>> listeners = new CopyOnWriteArrayList<>();

  Levels(
      String cache,
      Clock clock,
      Near near,
      Far<V> far,
      Leases<V> leases,
      Codec<V> codec,
      Supplier<Freshness> freshness,
      Supplier<CacheOptions> options,
      Missed missed,
      Barriers barriers,
      CacheStats stats) {
    this.cache = cache;
    this.clock = clock;
    this.near = near;
    this.far = far;
    this.leases = leases;
    this.codec = codec;
    this.freshness = freshness;
    this.options = options;
    this.owed = new Owed<>(this, missed);
    this.barriers = barriers;
    this.stats = stats;
  }

  Freshness freshness() {
    return freshness.get();
  }

  CacheOptions options() {
    return options.get();
  }

  /** What is near, unless it was made void by a tag. */
  @Nullable Entry<V> near(String id) {
    Near.Place place = new Near.Place(cache, id);
    Entry<V> entry = near.get(place);
    if (entry != null && barred(entry)) {
      stats.add(Count.REMOVED_TAG, near.remove(place, entry) ? 1 : 0);
      return null;
    }
    return entry;
  }

  /**
   * Whether an entry is known to be in step with Redis, or was when Redis was lost: what is known
   * to be changed by another counts as fresh nowhere. Nothing does while Redis answers and the log
   * of what others change does not: it comes back on a connection of its own, and may do so later.
   */
  boolean current(Entry<V> entry) {
    return checked(entry) && (near.hearing() || !far.up());
  }

  /** Whether an entry that was read from Redis a moment ago may be given without asking again. */
  boolean checked(Entry<V> entry) {
    return entry.epoch == near.epoch();
  }

  /** Whether it is known what other instances removed, up to now. */
  boolean hearing() {
    return near.hearing();
  }

  int epoch() {
    return near.epoch();
  }

  int stamp(String id) {
    return fence.stamp(id);
  }

  /** Whether nothing invalidated an id since its stamp was taken. */
  boolean holds(String id, int stamp) {
    return fence.holds(id, stamp);
  }

  /** Whether an entry was made void by a tag. */
  boolean barred(Entry<V> entry) {
    return barriers.bars(cache, entry);
  }

  /** A stamp to be taken before a write is sent to Redis; for {@link #put}. */
  int newsStamp(String id) {
    return news.stamp(id);
  }

  /** When what is loaded or changed from now on counts as made: after all that was invalidated. */
  long begin() {
    return barriers.begin(clock.millis());
  }

  /**
   * A new entry for a value that was loaded or changed.
   *
   * @param bornMillis when that began: see {@link #begin}
   * @param ttlMillis how long it is fresh from now on; shortened or lengthened at random
   */
  Entry<V> entry(
      V value,
      byte[] encoded,
      long bornMillis,
      long ttlMillis,
      long costMillis,
      List<String> tags) {
    return new Entry<>(
        value,
        version(),
        bornMillis,
        clock.millis() + freshness().jittered(ttlMillis),
        (int) Math.min(Integer.MAX_VALUE, costMillis),
        null,
        codec.heapBytes(value, encoded.length) + Tags.heapBytes(tags),
        near.epoch(),
        tags);
  }

  /** Whether an entry would take too much of the near level. */
  boolean heavy(Entry<V> entry) {
    return entry.heapBytes > options.get().nearMaxValueBytes();
  }

  /** How long Redis is to keep an entry from now on. */
  long keepMillis(Entry<V> entry) {
    return Math.max(1, freshness().goneAtMillis(entry) - clock.millis());
  }

  private static long version() {
    long version;
    do {
      version = ThreadLocalRandom.current().nextLong();
    } while (version == 0);
    return version;
  }

  /** Encodes a value, counting the one that cannot be. */
  byte[] encode(V value) {
    try {
      return codec.encode(value);
    } catch (UnserializableException e) {
      stats.add(Count.REJECTED_UNSERIALIZABLE);
      throw e;
    }
  }

  /**
   * Keeps an entry near unless the id was invalidated since the stamp was taken, a newer one is
   * there, or it is too heavy: then it comes from Redis each time. Returns whether the value
   * changed.
   */
  boolean keep(String id, Entry<V> entry, int stamp) {
    boolean[] changed = new boolean[1];
    boolean heavy = heavy(entry);
    near.<V>change(
        new Near.Place(cache, id),
        present -> {
          // Inside the change, so that an invalidation comes either before the check or after it.
          if (!fence.holds(id, stamp)
              || barred(entry)
              || (present != null
                  && present.version != entry.version
                  && present.storedAtMillis > entry.storedAtMillis)) {
            return present;
          }
          changed[0] = present == null || !Objects.equals(present.value, entry.value);
          return heavy ? null : entry;
        });
    stats.add(heavy ? Count.REJECTED_NEAR : Count.NEAR_PUT);
    return changed[0];
  }

  /** Puts a changed entry in the place of exactly the one that it was made of. */
  boolean replace(String id, @Nullable Entry<V> old, Entry<V> next) {
    fence.bump(id);
    boolean replaced = near.replace(new Near.Place(cache, id), old, next);
    if (replaced) {
      stats.add(Count.NEAR_PUT);
    }
    return replaced;
  }

  /**
   * Puts a changed entry, whatever was there: what is being read or loaded now is older. Redis may
   * have something later where there was news of the id since the write was sent: then it must be
   * checked before it counts as fresh.
   *
   * @param newsStamp from before the write was sent
   */
  void put(String id, Entry<V> entry, int newsStamp) {
    fence.bump(id);
    boolean heavy = heavy(entry);
    near.<V>change(
        new Near.Place(cache, id),
        present -> heavy ? null : news.holds(id, newsStamp) ? entry : entry.in(Entry.SUSPECT));
    stats.add(heavy ? Count.REJECTED_NEAR : Count.NEAR_PUT);
  }

  /** The failure that an id was last remembered with, however long ago. */
  @Nullable Failure lastFailure(String id) {
    Entry<V> entry = near.get(new Near.Place(cache, id));
    return entry == null ? null : entry.failure;
  }

  /**
   * Remembers a failure, beside the value if there is one.
   *
   * @param earlier the value that was to be refreshed, where only Redis had it
   */
  void remember(String id, Failure failure, @Nullable Entry<V> earlier) {
    near.<V>change(
        new Near.Place(cache, id),
        present -> {
          Entry<V> value = present == null ? earlier : present;
          return value == null ? Entry.failed(failure, near.epoch()) : value.with(failure);
        });
  }

  /** Nobody knows which of the ids that are being read or loaded are meant: none is kept. */
  void dropLoading() {
    fence.bumpAll();
    news.bumpAll();
  }

  /** Removes an entry from the near level. Returns whether there was one. */
  boolean drop(String id) {
    fence.bump(id);
    news.bump(id);
    return near.remove(new Near.Place(cache, id));
  }

  /**
   * Another instance changed it: ours must be checked before it counts as fresh. Returns whether
   * there was one.
   */
  boolean suspect(String id) {
    fence.bump(id);
    news.bump(id);
    boolean[] known = new boolean[1];
    near.<V>change(
        new Near.Place(cache, id),
        present -> {
          known[0] = present != null;
          return present == null ? null : present.in(Entry.SUSPECT);
        });
    return known[0];
  }

  void listen(Consumer<List<String>> listener) {
    listeners.add(listener);
  }

  /** Tells the listeners that any value may have changed. */
  void tellAll() {
    call(List.of());
  }

  /** Tells the listeners which values changed, unless none did. */
  void tell(List<String> ids) {
    if (!ids.isEmpty()) {
      call(ids);
    }
  }

  private void call(List<String> ids) {
    for (Consumer<List<String>> listener : listeners) {
      try {
        listener.accept(ids);
      } catch (RuntimeException e) {
        LOG.error("a listener to the cache {} failed", cache, e);
      }
    }
  }
}
