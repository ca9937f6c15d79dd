package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Held;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts what each cache has on each level, now and then. Near: all of it, in slices. Far: by a
 * sample, as only KEYS could count it at once, and that would hold up all of Redis: one page of
 * SCAN a time goes on around the keyspace, one server after the other; what share of the keys seen
 * were a cache's, and how long a few of those were, is taken for the share of all. Where the whole
 * keyspace fits in the sample the number of entries is exact. One count at a time.
 */
final class Census {
  private static final int SLICE = 2000;
  private static final int PAGE = 500;

  /** So many keys must have been seen for an estimate, or all there are. */
  private static final int SAMPLE = 2000;

  private static final int MEASURED_PER_PAGE = 20;

  private final Vertx vertx;
  private final RedisLink link;
  private final Keys keys;
  private final Near near;
  private final AtomicBoolean counting = new AtomicBoolean();

  // Touched by one count at a time.
  private int node;
  private String cursor = "0";
  private long seen;
  private Map<String, Tally> tallies = new HashMap<>();

  /** What was seen of one cache. */
  private static final class Tally {
    long entries;
    long measured;
    long bytes;
  }

  Census(Vertx vertx, RedisLink link, Keys keys, Near near) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.near = near;
  }

  /** Counts once more, unless that is going on; completes when it is done, whatever came of it. */
  Future<Void> take(Collection<CacheStats> caches) {
    if (!counting.compareAndSet(false, true)) {
      return Future.succeededFuture();
    }
    Promise<Void> done = Promise.promise();
    slice(vertx.getOrCreateContext(), near.all(), new HashMap<>(), caches, done);
    return done.future()
        .compose(counted -> sample(caches))
        .transform(sampled -> Future.<Void>succeededFuture())
        .onComplete(counted -> counting.set(false));
  }

  private static void slice(
      Context context,
      Iterator<Map.Entry<Near.Place, Entry<?>>> entries,
      Map<String, Tally> counted,
      Collection<CacheStats> caches,
      Promise<Void> done) {
    for (int i = 0; i < SLICE && entries.hasNext(); i++) {
      Map.Entry<Near.Place, Entry<?>> one = entries.next();
      Tally tally = counted.computeIfAbsent(one.getKey().cache(), cache -> new Tally());
      tally.entries++;
      tally.bytes += Near.weight(one.getKey(), one.getValue());
    }
    if (entries.hasNext()) {
      context.runOnContext(run -> slice(context, entries, counted, caches, done));
      return;
    }
    for (CacheStats cache : caches) {
      Tally tally = counted.get(cache.cache());
      cache.near(tally == null ? Held.NOTHING : new Held(tally.entries, tally.bytes));
    }
    done.complete();
  }

  private Future<?> sample(Collection<CacheStats> caches) {
    if (!(link.state() instanceof LinkState.Up)) {
      return Future.succeededFuture();
    }
    List<RedisLink> nodes = link.nodes();
    node = node < nodes.size() ? node : 0;
    List<Future<@Nullable Response>> sizes = new ArrayList<>(nodes.size());
    nodes.forEach(one -> sizes.add(one.send(Request.cmd(Command.DBSIZE))));
    return Future.all(sizes)
        .compose(
            all ->
                nodes
                    .get(node)
                    .send(Request.cmd(Command.SCAN).arg(cursor).arg("COUNT").arg(PAGE))
                    .compose(page -> measure(caches, nodes.size(), sum(sizes), page)))
        .onFailure(lost -> forget());
  }

  private static long sum(List<Future<@Nullable Response>> sizes) {
    long sum = 0;
    for (Future<@Nullable Response> size : sizes) {
      Response reply = size.result();
      sum += reply == null ? 0 : Long.parseLong(reply.toString());
    }
    return sum;
  }

  private void forget() {
    node = 0;
    cursor = "0";
    seen = 0;
    tallies = new HashMap<>();
  }

  private Future<?> measure(
      Collection<CacheStats> caches, int nodes, long allKeys, @Nullable Response page) {
    if (page == null) {
      return Future.succeededFuture();
    }
    cursor = page.get(0).toString();
    node = cursor.equals("0") ? (node + 1) % nodes : node;
    boolean around = node == 0 && cursor.equals("0");
    List<Future<Void>> lengths = new ArrayList<>();
    for (Response one : page.get(1)) {
      seen++;
      String key = one.toString();
      for (CacheStats cache : caches) {
        if (keys.isOf(key, cache.cache(), "v")) {
          Tally tally = tallies.computeIfAbsent(cache.cache(), name -> new Tally());
          tally.entries++;
          if (lengths.size() < MEASURED_PER_PAGE) {
            lengths.add(length(key, tally));
          }
        }
      }
    }
    return Future.join(lengths)
        .transform(
            measured -> {
              if (seen >= SAMPLE || around) {
                publish(caches, allKeys);
              }
              return Future.succeededFuture();
            });
  }

  private Future<Void> length(String key, Tally tally) {
    return link.send(Request.cmd(Command.STRLEN).arg(key))
        .map(
            length -> {
              if (length != null) {
                tally.measured++;
                tally.bytes += Long.parseLong(length.toString()) + key.length();
              }
              return null;
            });
  }

  private void publish(Collection<CacheStats> caches, long allKeys) {
    double share = seen == 0 ? 0 : Math.max(1, (double) allKeys / seen);
    for (CacheStats cache : caches) {
      Tally tally = tallies.get(cache.cache());
      long entries = tally == null ? 0 : Math.round(tally.entries * share);
      long bytes =
          tally == null || tally.measured == 0
              ? 0
              : Math.round((double) tally.bytes / tally.measured * entries);
      cache.far(new Held(entries, bytes));
    }
    seen = 0;
    tallies = new HashMap<>();
  }
}
