package dev.windsock.cache;

import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Removes from Redis by pattern: SCAN in pages with UNLINK of what each page found, never KEYS,
 * which would hold up all of Redis; on every server. First the leases, so that what is being loaded
 * is not stored any more; then the entries whose keys tell their ids; then those whose keys have a
 * hash, by the id in their label. Thread-safe.
 */
final class Sweep {
  /** One page takes Redis about a quarter of a ms: others' commands wait for no longer. */
  private static final int PAGE = 250;

  /** The part of a key that every hashed id begins with. */
  private static final String HASHED = "h:";

  private static final byte[] NOTHING = {};

  private final RedisLink link;
  private final Keys keys;
  private final UnaryOperator<String> patterns;
  private final Selection selection;
  private final boolean dryRun;

  private Sweep(
      RedisLink link,
      Keys keys,
      UnaryOperator<String> patterns,
      Selection selection,
      boolean dryRun) {
    this.link = link;
    this.keys = keys;
    this.patterns = patterns;
    this.selection = selection;
    this.dryRun = dryRun;
  }

  /** In every bucket. */
  Sweep(RedisLink link, Keys keys, String cache, Selection selection, boolean dryRun) {
    this(link, keys, kind -> keys.pattern(cache, kind), selection, dryRun);
  }

  /** In one bucket, whoever else is away. */
  static Sweep in(int bucket, RedisLink link, Keys keys, String cache, Selection selection) {
    return new Sweep(
        link.at(keys.bucketKey(bucket, "log")),
        keys,
        kind -> keys.pattern(bucket, cache, kind),
        selection,
        false);
  }

  /**
   * What came of a page.
   *
   * @param next the cursor of the next one
   * @param found how many keys were meant
   */
  private record Page(String next, long found) {}

  /** Decides which keys of a page are meant. */
  private interface Sieve {
    Future<List<String>> pick(List<String> page);
  }

  /**
   * Counts, and unless it is a dry run removes, the entries of the cache that are selected.
   *
   * @param found told the id of each
   */
  Future<Long> run(Consumer<String> found) {
    String entries = patterns.apply("v");
    Future<Long> leases =
        dryRun
            ? Future.succeededFuture(0L)
            : everywhere(patterns.apply("l") + "*", this::leases, 0);
    return leases
        .compose(done -> everywhere(entries + selection.redisGlob(), page -> plain(page, found), 0))
        .compose(plain -> everywhere(entries + HASHED + "*", page -> hashed(page, found), plain));
  }

  /** On one server after the other. */
  private Future<Long> everywhere(String match, Sieve sieve, long before) {
    Future<Long> all = Future.succeededFuture(before);
    for (RedisLink node : link.nodes()) {
      all =
          all.compose(
              sofar -> {
                Promise<Long> done = Promise.promise();
                page(node, "0", match, sieve, sofar, done);
                return done.future();
              });
    }
    return all;
  }

  /**
   * One page after the other into one promise: a chain of futures, one in the other, would break
   * the stack when the last of some thousand pages completes them all.
   */
  private void page(
      RedisLink node, String cursor, String match, Sieve sieve, long before, Promise<Long> done) {
    Request scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(match).arg("COUNT").arg(PAGE);
    node.send(scan)
        .compose(
            reply ->
                reply == null
                    ? Future.succeededFuture(new Page("0", 0))
                    : take(reply.get(1), sieve)
                        .map(found -> new Page(reply.get(0).toString(), found)))
        .onFailure(done::fail)
        .onSuccess(
            page -> {
              long sofar = before + page.found();
              if (page.next().equals("0")) {
                done.complete(sofar);
              } else {
                page(node, page.next(), match, sieve, sofar, done);
              }
            });
  }

  /** How many of these keys were meant; they are gone then. */
  private Future<Long> take(Response scanned, Sieve sieve) {
    List<String> keys = new ArrayList<>(scanned.size());
    scanned.forEach(key -> keys.add(key.toString()));
    return sieve
        .pick(keys)
        .compose(found -> dryRun ? Future.succeededFuture((long) found.size()) : unlink(found));
  }

  /** Of a hashed one nobody can tell: that it is not stored costs another load at most. */
  private Future<List<String>> leases(List<String> page) {
    return Future.succeededFuture(
        page.stream()
            .filter(
                key -> {
                  String id = keys.idOf(key);
                  return id.startsWith(HASHED) || selection.matches(id);
                })
            .toList());
  }

  private Future<List<String>> plain(List<String> page, Consumer<String> found) {
    List<String> meant = new ArrayList<>();
    for (String key : page) {
      String id = keys.idOf(key);
      if (!id.startsWith(HASHED) && selection.matches(id)) {
        meant.add(key);
        found.accept(id);
      }
    }
    return Future.succeededFuture(meant);
  }

  /** Reads the ids, most in one round-trip, the long ones in another. */
  private Future<List<String>> hashed(List<String> page, Consumer<String> found) {
    if (page.isEmpty()) {
      return Future.succeededFuture(page);
    }
    List<Future<byte[]>> starts = new ArrayList<>(page.size());
    for (String key : page) {
      starts.add(start(key, Envelope.HEADER_BYTES + 1024));
    }
    return Future.join(starts)
        .compose(
            done -> {
              List<Future<@Nullable String>> ids = new ArrayList<>(page.size());
              for (int i = 0; i < page.size(); i++) {
                ids.add(id(page.get(i), starts.get(i).result()));
              }
              return Future.join(ids)
                  .map(
                      all -> {
                        List<String> meant = new ArrayList<>();
                        for (int i = 0; i < page.size(); i++) {
                          String id = ids.get(i).result();
                          if (id != null && selection.matches(id)) {
                            meant.add(page.get(i));
                            found.accept(id);
                          }
                        }
                        return meant;
                      });
            });
  }

  /** Its first bytes; none of what is no entry. */
  private Future<byte[]> start(String key, int bytes) {
    return link.send(Request.cmd(Command.GETRANGE).arg(key).arg(0).arg(bytes - 1))
        .map(reply -> reply == null ? NOTHING : reply.toBytes())
        .recover(
            cause ->
                // Something else lies there: not ours.
                cause instanceof ErrorType
                    ? Future.succeededFuture(NOTHING)
                    : Future.failedFuture(cause));
  }

  private Future<@Nullable String> id(String key, byte[] start) {
    int end = Envelope.labelEnd(start);
    return end <= start.length
        ? Future.<@Nullable String>succeededFuture(id(start, end))
        : start(key, end).<@Nullable String>map(whole -> id(whole, end));
  }

  /** The id in an entry's label; null where there is none. */
  private static @Nullable String id(byte[] start, int end) {
    if (end <= Envelope.HEADER_BYTES || end > start.length) {
      return null;
    }
    Label label = Label.decode(start, Envelope.HEADER_BYTES + 4, end);
    return label == null ? null : label.id();
  }

  /**
   * One command for each bucket: on a cluster each lies in a slot of its own. How many there were.
   */
  private Future<Long> unlink(List<String> found) {
    Map<String, Request> byBucket = new LinkedHashMap<>();
    for (String key : found) {
      byBucket
          .computeIfAbsent(
              key.substring(0, key.indexOf('}') + 1), bucket -> Request.cmd(Command.UNLINK))
          .arg(key);
    }
    List<Future<@Nullable Response>> replies = new ArrayList<>(byBucket.size());
    byBucket.values().forEach(request -> replies.add(link.send(request)));
    return Future.join(replies)
        .map(
            done -> {
              long removed = 0;
              for (Future<@Nullable Response> reply : replies) {
                Response count = reply.result();
                removed += count == null ? 0 : count.toLong();
              }
              return removed;
            });
  }
}
