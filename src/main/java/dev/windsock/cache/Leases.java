package dev.windsock.cache;

import dev.windsock.cache.Far.Found;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Future;
import io.vertx.redis.client.ResponseType;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Leases by which, of all instances, one loads an id at a time. A lease lasts for twice the time
 * that loading takes, and at least a second; its holder prolongs it while it loads, so that it ends
 * early only with its holder. What was loaded is stored only under a lease that is still held (a
 * fencing token): an invalidation takes the lease away. Thread-safe.
 */
final class Leases<V> {
  private static final Script LEASE = Script.load(Leases.class, "lease.lua");
  private static final Script HOLD = Script.load(Leases.class, "hold.lua");
  private static final long SHORTEST_MILLIS = 1000;
  private static final long LONGEST_MILLIS = 15_000;
  private static final int TIMES = 100;

  /** What came of asking for a lease. */
  enum Answer {
    TAKEN,
    HELD_BY_ANOTHER,
    /** Somebody stored the entry since it was looked at. */
    STORED_MEANWHILE,
    /** Redis did not say: load without one. */
    UNKNOWN
  }

  /**
   * @param found with {@link Answer#STORED_MEANWHILE}, what lies there
   */
  record Reply<V>(Answer answer, @Nullable Found<V> found) {}

  private final RedisLink link;
  private final Keys keys;
  private final String cache;
  private final String self;
  private final Far<V> far;
  private final AtomicLong sequence = new AtomicLong();

  /** How long the last loads took; the longest of a hundred is their p99. */
  private final int[] times = new int[TIMES];

  private int next;

  Leases(RedisLink link, Keys keys, String cache, String self, Far<V> far) {
    this.link = link;
    this.keys = keys;
    this.cache = cache;
    this.self = self;
    this.far = far;
  }

  /** The key of an id's lease; in the slot of its entry. */
  static String key(Keys keys, String cache, String id) {
    return keys.key(cache, "l", id);
  }

  /** A token that nobody had before. */
  String token() {
    return self + ":" + sequence.incrementAndGet();
  }

  /** Tells how long a load took. */
  synchronized void loaded(long millis) {
    times[next] = (int) Math.min(Integer.MAX_VALUE, millis);
    next = (next + 1) % TIMES;
  }

  /** How long a lease lasts now, and so how long others wait for its holder at most. */
  synchronized long millis() {
    int longest = 0;
    for (int time : times) {
      longest = Math.max(longest, time);
    }
    return Math.max(SHORTEST_MILLIS, Math.min(LONGEST_MILLIS, 2L * longest));
  }

  /** Asks for the lease of an id; never fails. */
  Future<Reply<V>> take(String id, Object expected, String token, int epoch) {
    return link.eval(
            LEASE,
            List.of(keys.key(cache, "v", id), key(keys, cache, id)),
            List.<Object>of(expected, token, millis()))
        .map(
            reply -> {
              if (reply != null && reply.type() == ResponseType.NUMBER) {
                return new Reply<V>(
                    reply.toString().equals("1") ? Answer.TAKEN : Answer.HELD_BY_ANOTHER, null);
              }
              return new Reply<>(Answer.STORED_MEANWHILE, far.found(reply, epoch));
            })
        .otherwise(new Reply<>(Answer.UNKNOWN, null));
  }

  /** Prolongs a lease that is still held. */
  void prolong(String id, String token) {
    hold(id, token, millis());
  }

  /** Gives a lease up. */
  void release(String id, String token) {
    hold(id, token, 0);
  }

  private void hold(String id, String token, long millis) {
    if (!token.isEmpty()) {
      link.eval(HOLD, List.of(key(keys, cache, id)), List.of(token, Long.toString(millis)));
    }
  }
}
