package dev.windsock.cache;

import dev.windsock.cache.CacheStats.Count;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes by selection, on both levels and on every instance. Thread-safe. */
final class Removals {
  /** How many entries of the near level are looked at before others get their turn. */
  private static final int SLICE = 2000;

  private final Vertx vertx;
  private final RedisLink link;
  private final Keys keys;
  private final String self;
  private final Near near;
  private final Recovery recovery;

  Removals(Vertx vertx, RedisLink link, Keys keys, String self, Near near, Recovery recovery) {
    this.vertx = vertx;
    this.link = link;
    this.keys = keys;
    this.self = self;
    this.near = near;
    this.recovery = recovery;
  }

  /** Removes, or only counts, what matches in a cache. */
  Future<Long> remove(Levels<?> levels, Selection selection, boolean dryRun) {
    return removeNear(levels, selection, dryRun, false)
        .compose(
            known -> {
              if (!(link.state() instanceof LinkState.Up)) {
                owe(levels.cache, selection, dryRun);
                return Future.succeededFuture(known);
              }
              return removeFar(levels.cache, selection, dryRun)
                  .onSuccess(removed -> levels.stats.add(count(selection), dryRun ? 0 : removed))
                  .map(removed -> Math.max(removed, known))
                  .compose(removed -> removeReadMeanwhile(levels, selection, dryRun, removed))
                  .otherwise(
                      lost -> {
                        owe(levels.cache, selection, dryRun);
                        return known;
                      });
            });
  }

  /** What was read from Redis before it was removed there has come back near. */
  private Future<Long> removeReadMeanwhile(
      Levels<?> levels, Selection selection, boolean dryRun, long removed) {
    return dryRun
        ? Future.succeededFuture(removed)
        : removeNear(levels, selection, false, false).map(removed);
  }

  private static Count count(Selection selection) {
    return selection.tag() == null ? Count.REMOVED_PATTERN : Count.REMOVED_TAG;
  }

  private void owe(String cache, Selection selection, boolean dryRun) {
    if (!dryRun && !(link instanceof NoLink)) {
      recovery.owe(() -> removeFar(cache, selection, false));
    }
  }

  private Future<Long> removeFar(String cache, Selection selection, boolean dryRun) {
    return new Sweep(link, keys)
        .run(cache, selection, dryRun)
        .compose(
            removed ->
                dryRun ? Future.succeededFuture(removed) : announce(cache, selection).map(removed));
  }

  /** Fails when the others could not be told: then it is to be done again. */
  private Future<?> announce(String cache, Selection selection) {
    Request add =
        Request.cmd(Command.XADD)
            .arg(keys.bucketKey(0, "log"))
            .arg("MAXLEN")
            .arg("~")
            .arg(Far.LOG_LENGTH)
            .arg("*")
            .arg("o")
            .arg("m")
            .arg("c")
            .arg(cache)
            .arg("s")
            .arg(self);
    field(add, "src", selection.source());
    field(add, "sym", selection.symbol());
    field(add, "tag", selection.tag());
    field(add, "glob", selection.glob());
    return link.send(add);
  }

  private static void field(Request request, String name, @Nullable String value) {
    if (value != null) {
      request.arg(name).arg(value);
    }
  }

  /** Walks the near level in slices, so that nobody on this event loop waits for all of it. */
  Future<Long> removeNear(Levels<?> levels, Selection selection, boolean dryRun, boolean remote) {
    Promise<Long> done = Promise.promise();
    if (!dryRun) {
      levels.voidReads();
    }
    slice(vertx.getOrCreateContext(), near.places(), levels, selection, dryRun, 0, done);
    return done.future()
        .onSuccess(
            removed -> {
              if (!dryRun) {
                levels.stats.add(remote ? Count.REMOVED_REMOTE : count(selection), removed);
              }
            });
  }

  private void slice(
      Context context,
      Iterator<Near.Place> places,
      Levels<?> levels,
      Selection selection,
      boolean dryRun,
      long before,
      Promise<Long> done) {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < SLICE && places.hasNext(); i++) {
      Near.Place place = places.next();
      if (place.cache().equals(levels.cache) && selection.matches(place.id())) {
        ids.add(place.id());
      }
    }
    if (!dryRun) {
      ids.forEach(levels::drop);
      levels.tell(ids);
    }
    long sofar = before + ids.size();
    if (places.hasNext()) {
      context.runOnContext(run -> slice(context, places, levels, selection, dryRun, sofar, done));
    } else {
      done.complete(sofar);
    }
  }
}
