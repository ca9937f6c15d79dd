package dev.windsock.cache;

import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The writes that Redis missed while it was away: of each id the newest, bounded in number and in
 * bytes, the oldest given up first. They are kept until Redis has them or somebody wrote later.
 * Thread-safe.
 */
final class Missed {
  static final int MAX_WRITES = 10_000;
  static final long MAX_BYTES = 8L << 20;

  /** Map entry, keys and headers of one write. */
  private static final int OVERHEAD_BYTES = 300;

  /** Makes a write good. */
  interface Owner {
    /** Writes it to Redis unless something later lies there; fails when Redis does not answer. */
    Future<Boolean> recover(Write write);

    /** It was given up for want of room. */
    void dropped();
  }

  /**
   * One write; a removal has no entry.
   *
   * @param expected what Redis is thought to have there
   * @param announce whether other instances must hear of it
   * @param loaded whether it was loaded, and so is void where the id was removed since
   * @param atMillis when it was written, wall time
   */
  @SuppressWarnings("ArrayRecordComponent") // Compared by identity alone.
  record Write(
      Owner owner,
      String id,
      @Nullable Entry<?> entry,
      byte[] encoded,
      Object expected,
      boolean announce,
      boolean loaded,
      long atMillis) {
    private long bytes() {
      return OVERHEAD_BYTES
          + 2L * id.length()
          + encoded.length
          + (entry == null ? 0 : entry.heapBytes);
    }
  }

  private record Place(Owner owner, String id) {}

  private final RedisLink link;
  private final int maxWrites;
  private final long maxBytes;
  private final LinkedHashMap<Place, Write> writes = new LinkedHashMap<>();
  private long bytes;
  private volatile Runnable onAdded = () -> {};

  Missed(RedisLink link, int maxWrites, long maxBytes) {
    this.link = link;
    this.maxWrites = maxWrites;
    this.maxBytes = maxBytes;
  }

  /** Tells a listener, one at most, whenever a write was remembered; on the writer's thread. */
  void onAdded(Runnable listener) {
    onAdded = listener;
  }

  /** Remembers a write in the place of an earlier one to the same id. */
  void add(Write write) {
    add(write, () -> true);
  }

  /**
   * @param valid asked while nobody else adds: whether the write still counts
   */
  void add(Write write, BooleanSupplier valid) {
    if (link instanceof NoLink) {
      return;
    }
    List<Write> given = new ArrayList<>(0);
    synchronized (this) {
      if (!valid.getAsBoolean()) {
        return;
      }
      Place place = new Place(write.owner(), write.id());
      Write earlier = take(place);
      // What Redis has is still what it had before the first write that it missed.
      Write kept =
          earlier == null || write.entry() == null
              ? write
              : new Write(
                  write.owner(),
                  write.id(),
                  write.entry(),
                  write.encoded(),
                  earlier.expected(),
                  write.announce() || earlier.announce(),
                  write.loaded(),
                  write.atMillis());
      writes.put(place, kept);
      bytes += kept.bytes();
      while (writes.size() > maxWrites || bytes > maxBytes) {
        Place oldest = writes.keySet().iterator().next();
        Write gone = take(oldest);
        if (gone != null) {
          given.add(gone);
        }
      }
    }
    given.forEach(gone -> gone.owner().dropped());
    onAdded.run();
  }

  private synchronized @Nullable Write take(Place place) {
    Write gone = writes.remove(place);
    if (gone != null) {
      bytes -= gone.bytes();
    }
    return gone;
  }

  /** The write that Redis misses for an id. */
  synchronized @Nullable Write get(Owner owner, String id) {
    return writes.isEmpty() ? null : writes.get(new Place(owner, id));
  }

  /** Forgets exactly this write: Redis has it, or something later. */
  synchronized void remove(Write write) {
    Place place = new Place(write.owner(), write.id());
    if (writes.remove(place, write)) {
      bytes -= write.bytes();
    }
  }

  /** Another instance removed the id: what was written before that is void. */
  synchronized void removed(Owner owner, String id, long atMillis) {
    Place place = new Place(owner, id);
    Write write = writes.get(place);
    if (write != null && write.atMillis() <= atMillis) {
      take(place);
    }
  }

  /** All of them, the oldest first. */
  synchronized List<Write> all() {
    return List.copyOf(writes.values());
  }

  synchronized int size() {
    return writes.size();
  }

  synchronized long bytes() {
    return bytes;
  }
}
