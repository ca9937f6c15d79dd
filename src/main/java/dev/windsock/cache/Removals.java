package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.redis.Script;
import dev.windsock.redis.Scripts;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
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

  /** Removes, or only counts, what matches in a cache. */
  Future<Long> remove(Levels<?> levels, Selection selection, boolean dryRun) {
    return removeNear(levels, selection, dryRun, Count.REMOVED_PATTERN)
        .compose(
            known -> {
              if (!(link.state() instanceof LinkState.Up)) {
                owe(levels.cache, selection, dryRun);
                return Future.succeededFuture(known);
              }
              return removeFar(levels.cache, selection, dryRun)
                  .onSuccess(
                      removed ->
                          levels.stats.add(
                              Count.REMOVED_PATTERN, dryRun ? 0 : Math.max(0, removed - known)))
                  .map(removed -> Math.max(removed, known))
                  .compose(removed -> removeReadMeanwhile(levels, selection, dryRun, removed))
                  .otherwise(
                      lost -> {
                        owe(levels.cache, selection, dryRun);
                        return known;
                      });
            });
  }

  /** What was read from Redis before it was removed there has come back near; counted there. */
  private Future<Long> removeReadMeanwhile(
      Levels<?> levels, Selection selection, boolean dryRun, long removed) {
    return dryRun
        ? Future.succeededFuture(removed)
        : removeNear(levels, selection, ids -> ids.forEach(levels::drop)).map(removed);
  }

  private void owe(String cache, Selection selection, boolean dryRun) {
    if (!dryRun && !(link instanceof NoLink)) {
      recovery.owe(() -> removeFar(cache, selection, false));
    }
  }

  private Future<Long> removeFar(String cache, Selection selection, boolean dryRun) {
    return new Sweep(link, keys, cache, selection, dryRun)
        .run()
        .compose(
            removed ->
                dryRun ? Future.succeededFuture(removed) : announce(cache, selection).map(removed));
  }

  /**
   * In every bucket, as a store looks for removals in its own; heard by others in the first. Fails
   * when the others could not be told: then it is to be done again.
   */
  private Future<?> announce(String cache, Selection selection) {
    List<Object> args = new ArrayList<>();
    args.addAll(List.of(Far.LOG_LENGTH, cache, Entry.LONGEST_LIFE_MILLIS));
    args.addAll(List.of("o", "m", "c", cache, "s", self));
    field(args, "src", selection.source());
    field(args, "sym", selection.symbol());
    field(args, "glob", selection.glob());
    List<Future<@Nullable Response>> told = new ArrayList<>(keys.buckets());
    for (int bucket = 0; bucket < keys.buckets(); bucket++) {
      List<String> at = List.of(keys.bucketKey(bucket, "log"), keys.bucketKey(bucket, "removed"));
      told.add(Scripts.eval(link, WIPE, at, args));
    }
    return Future.join(told);
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
        ids -> ids.forEach(id -> levels.stats.add(count, levels.drop(id) ? 1 : 0)));
  }

  /** Removes from the near level, or only counts. */
  Future<Long> removeNear(Levels<?> levels, Selection selection, boolean dryRun, Count count) {
    if (dryRun) {
      return walk(levels, (id, entry) -> selection.matches(id), ids -> {});
    }
    return removeNear(
        levels,
        selection,
        ids -> ids.forEach(id -> levels.stats.add(count, levels.drop(id) ? 1 : 0)));
  }

  private Future<Long> removeNear(
      Levels<?> levels, Selection selection, Consumer<List<String>> drop) {
    levels.dropLoading();
    return walk(
        levels,
        (id, entry) -> selection.matches(id),
        ids -> {
          drop.accept(ids);
          levels.tell(ids);
        });
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
