package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Removes by selection, on both levels and on every instance. Thread-safe. */
final class Removals {
  /** How many entries of the near level are looked at before others get their turn. */
  private static final int SLICE = 2000;

  private static final Script WIPE = Script.load(Removals.class, "wipe.lua");

  private final Vertx vertx;
  private final RedisLink link;
  private final Keys keys;
  private final String self;
  private final Near near;
  private final Recovery recovery;
  private final Bearings bearings;

  Removals(
      Vertx vertx,
      RedisLink link,
      Keys keys,
      String self,
      Near near,
      Recovery recovery,
      Bearings bearings) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.self = self;
    this.near = near;
    this.recovery = recovery;
    this.bearings = bearings;
  }

  /**
   * Removes, or only counts, what matches in a cache.
   *
   * @return how many entries, each once on whichever levels it was; those near alone where Redis is
   *     away, which is told later
   */
  Future<Long> remove(Levels<?> levels, Selection selection, boolean dryRun) {
    // Of these, what the far level does not have remains.
    Set<String> near = ConcurrentHashMap.newKeySet();
    Future<Long> walked =
        dryRun
            ? walk(levels, selection::matches, near::addAll)
            : removeNear(
                levels,
                selection::matches,
                ids -> {
                  near.addAll(ids);
                  drop(levels, ids, Count.REMOVED_PATTERN);
                });
    return walked.compose(
        known -> {
          if (!(link.state() instanceof LinkState.Up)) {
            owe(levels, selection, dryRun);
            return Future.succeededFuture(known);
          }
          return removeFar(levels.cache, selection, dryRun, near::remove)
              .map(far -> far + near.size())
              .onSuccess(
                  removed -> levels.stats.add(Count.REMOVED_PATTERN, dryRun ? 0 : removed - known))
              .compose(
                  removed ->
                      dryRun
                          ? Future.succeededFuture(removed)
                          : dropReadMeanwhile(levels, selection::matches).map(removed))
              .otherwise(
                  lost -> {
                    owe(levels, selection, dryRun);
                    return known;
                  });
        });
  }

  /** What was read from Redis before it was removed there has come back near; counted there. */
  private Future<Long> dropReadMeanwhile(Levels<?> levels, Predicate<String> wanted) {
    return removeNear(levels, wanted, ids -> ids.forEach(levels::drop));
  }

  private static void drop(Levels<?> levels, List<String> ids, Count count) {
    ids.forEach(id -> levels.stats.add(count, levels.drop(id) ? 1 : 0));
  }

  private void owe(Levels<?> levels, Selection selection, boolean dryRun) {
    if (!dryRun && !(link instanceof NoLink)) {
      recovery.owe(bucket -> removeFar(levels, selection, bucket));
    }
  }

  private Future<Long> removeFar(
      String cache, Selection selection, boolean dryRun, Consumer<String> found) {
    return new Sweep(link, keys, cache, selection, dryRun)
        .run(found)
        .compose(
            removed ->
                dryRun ? Future.succeededFuture(removed) : announce(cache, selection).map(removed));
  }

  /** In one bucket alone, whoever else is away. */
  private Future<Long> removeFar(Levels<?> levels, Selection selection, int bucket) {
    return Sweep.in(bucket, link, keys, levels.cache, selection)
        .run(id -> {})
        .compose(removed -> announce(levels.cache, selection, bucket, true))
        .compose(told -> dropReadMeanwhile(levels, in(bucket, selection)));
  }

  private Predicate<String> in(int bucket, Selection selection) {
    return id -> keys.bucketOf(id) == bucket && selection.matches(id);
  }

  /** Another instance removed what matches, in every bucket. */
  Future<Long> heard(Levels<?> levels, Selection selection) {
    return removeNear(levels, selection::matches, ids -> drop(levels, ids, Count.REMOVED_REMOTE));
  }

  /** Another instance removed what matches, in one bucket. */
  Future<Long> heard(Levels<?> levels, Selection selection, int bucket) {
    return removeNear(
        levels, in(bucket, selection), ids -> drop(levels, ids, Count.REMOVED_REMOTE));
  }

  /**
   * In every bucket, as a store looks for removals in its own; heard by others in the first. Fails
   * when the others could not be told: then it is to be done again.
   */
  private Future<?> announce(String cache, Selection selection) {
    List<Future<@Nullable Response>> told = new ArrayList<>(keys.buckets());
    for (int bucket = 0; bucket < keys.buckets(); bucket++) {
      told.add(announce(cache, selection, bucket, false));
    }
    return Future.join(told);
  }

  /**
   * @param alone whether it was removed in this bucket alone
   */
  private Future<@Nullable Response> announce(
      String cache, Selection selection, int bucket, boolean alone) {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(Far.LOG_LENGTH, cache, Entry.LONGEST_LIFE_MILLIS));
    args.addAll(List.of("o", "m", "c", cache, "s", self));
    field(args, "src", selection.source());
    field(args, "sym", selection.symbol());
    field(args, "glob", selection.glob());
    field(args, "alone", alone ? "1" : null);
    List<String> at = List.of(keys.bucketKey(bucket, "log"), keys.bucketKey(bucket, "removed"));
    return link.eval(WIPE, at, args);
  }

  private static void field(List<Object> args, String name, @Nullable String value) {
    if (value != null) {
      args.add(name);
      args.add(value);
    }
  }

  /**
   * Makes void, or only counts, what carries one of these tags. Counted is what is near.
   *
   * @return when Redis has taken it, or will be told
   */
  Future<Long> tags(Levels<?> levels, List<String> tags, boolean dryRun) {
    if (dryRun) {
      return walk(levels, (id, entry) -> tagged(entry, tags), ids -> {});
    }
    Future<?> raised = bearings.raise(levels.cache, tags);
    Future<Long> near = dropBarred(levels, Count.REMOVED_TAG);
    return raised.transform(done -> near);
  }

  private static boolean tagged(Entry<?> entry, List<String> tags) {
    return entry.tags.stream().anyMatch(tags::contains);
  }

  /** Another instance raised a barrier. */
  Future<Long> tagRemotely(Levels<?> levels, String tag, long redisMillis) {
    long atMillis = bearings.time.toHere(redisMillis);
    return bearings.barriers.raise(levels.cache, tag, atMillis)
        ? dropBarred(levels, Count.REMOVED_REMOTE)
        : Future.succeededFuture(0L);
  }

  /** What is void is seen to be so at once; this makes room, and tells. */
  private Future<Long> dropBarred(Levels<?> levels, Count count) {
    levels.tellAll();
    return walk(
        levels,
        (id, entry) -> bearings.barriers.bars(levels.cache, entry),
        ids -> drop(levels, ids, count));
  }

  /**
   * Removes from the near level.
   *
   * @param drop drops the ids that each slice has
   */
  private Future<Long> removeNear(
      Levels<?> levels, Predicate<String> wanted, Consumer<List<String>> drop) {
    levels.dropLoading();
    return walk(
        levels,
        wanted,
        ids -> {
          drop.accept(ids);
          levels.tell(ids);
        });
  }

  private Future<Long> walk(
      Levels<?> levels, Predicate<String> wanted, Consumer<List<String>> found) {
    return walk(levels, (id, entry) -> wanted.test(id), found);
  }

  /**
   * Walks the near level in slices, so that nobody on this event loop waits for all of it.
   *
   * @param found takes the ids that each slice has
   * @return how many there were
   */
  private Future<Long> walk(
      Levels<?> levels, BiPredicate<String, Entry<?>> wanted, Consumer<List<String>> found) {
    Promise<Long> done = Promise.promise();
    slice(vertx.getOrCreateContext(), near.all(), levels.cache, wanted, found, 0, done);
    return done.future();
  }

  private static void slice(
      Context context,
      Iterator<Map.Entry<Near.Place, Entry<?>>> entries,
      String cache,
      BiPredicate<String, Entry<?>> wanted,
      Consumer<List<String>> found,
      long before,
      Promise<Long> done) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < SLICE && entries.hasNext(); i++) {
      Map.Entry<Near.Place, Entry<?>> one = entries.next();
      if (one.getKey().cache().equals(cache) && wanted.test(one.getKey().id(), one.getValue())) {
        ids.add(one.getKey().id());
      }
    }
    found.accept(ids);
    long sofar = before + ids.size();
    if (entries.hasNext()) {
      context.runOnContext(run -> slice(context, entries, cache, wanted, found, sofar, done));
    } else {
      done.complete(sofar);
    }
  }
}
