package dev.windsock.cache;

import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Removes from Redis by pattern: SCAN in pages with UNLINK of what each page found, never KEYS,
 * which would hold up all of Redis; on every server. First the leases, so that what is being loaded
 * is not stored any more; then the entries whose keys tell their ids; then those whose keys have a
 * hash, by the id in their label. Thread-safe.
 */
final class Sweep {
  /** One page takes Redis well under 2 ms. */
  private static final int PAGE = 500;

  /** The part of a key that every hashed id begins with. */
  private static final String HASHED = "h:";

  private static final byte[] NOTHING = {};

  private final RedisLink link;
  private final Keys keys;
  private final String cache;
  private final Selection selection;
  private final boolean dryRun;

  Sweep(RedisLink link, Keys keys, String cache, Selection selection, boolean dryRun) {
    this.link = link;
    this.keys = keys;
    this.cache = cache;
    this.selection = selection;
    this.dryRun = dryRun;
  }

  /** Decides which keys of a page are meant. */
  private interface Sieve {
    Future<List<String>> pick(List<String> page);
  }

  /** Counts, and unless it is a dry run removes, the entries of the cache that are selected. */
  Future<Long> run() {
    String entries = keys.pattern(cache, "v");
    Future<Long> leases =
        dryRun
            ? Future.succeededFuture(0L)
            : everywhere(keys.pattern(cache, "l") + "*", this::leases, 0);
    return leases
        .compose(done -> everywhere(entries + selection.redisGlob(), this::plain, 0))
        .compose(plain -> everywhere(entries + HASHED + "*", this::hashed, plain));
  }

  /** On one server after the other. */
  private Future<Long> everywhere(String match, Sieve sieve, long before) {
    Future<Long> all = Future.succeededFuture(before);
    for (RedisLink node : link.nodes()) {
      all = all.compose(sofar -> page(node, "0", match, sieve, sofar));
    }
    return all;
  }

  private Future<Long> page(RedisLink node, String cursor, String match, Sieve sieve, long before) {
    Request scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(match).arg("COUNT").arg(PAGE);
    return node.send(scan)
        .compose(
            reply -> {
              if (reply == null) {
                return Future.succeededFuture(before);
              }
              List<String> page = new ArrayList<>();
              reply.get(1).forEach(key -> page.add(key.toString()));
              String next = reply.get(0).toString();
              return sieve
                  .pick(page)
                  .compose(
                      found -> {
                        long sofar = before + found.size();
                        return unlink(dryRun ? List.of() : found)
                            .compose(
                                done ->
                                    next.equals("0")
                                        ? Future.succeededFuture(sofar)
                                        : page(node, next, match, sieve, sofar));
                      });
            });
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

  private Future<List<String>> plain(List<String> page) {
    return Future.succeededFuture(
        page.stream()
            .filter(
                key -> {
                  String id = keys.idOf(key);
                  return !id.startsWith(HASHED) && selection.matches(id);
                })
            .toList());
  }

  /** Reads the ids, most in one round-trip, the long ones in another. */
  private Future<List<String>> hashed(List<String> page) {
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
              List<Future<Boolean>> meant = new ArrayList<>(page.size());
              for (int i = 0; i < page.size(); i++) {
                meant.add(meant(page.get(i), starts.get(i).result()));
              }
              return Future.join(meant)
                  .map(
                      all -> {
                        List<String> found = new ArrayList<>();
                        for (int i = 0; i < page.size(); i++) {
                          if (meant.get(i).result()) {
                            found.add(page.get(i));
                          }
                        }
                        return found;
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

  private Future<Boolean> meant(String key, byte[] start) {
    int end = Envelope.labelEnd(start);
    return end <= start.length
        ? Future.succeededFuture(matches(start, end))
        : start(key, end).map(whole -> matches(whole, end));
  }

  private boolean matches(byte[] start, int end) {
    if (end <= Envelope.HEADER_BYTES || end > start.length) {
      return false;
    }
    Label label = Label.decode(start, Envelope.HEADER_BYTES + 4, end);
    String id = label == null ? null : label.id();
    return id != null && selection.matches(id);
  }

  /** One command for each bucket: on a cluster each lies in a slot of its own. */
  private Future<?> unlink(List<String> found) {
    if (found.isEmpty()) {
      return Future.succeededFuture();
    }
    Map<String, Request> byBucket = new LinkedHashMap<>();
    for (String key : found) {
      byBucket
          .computeIfAbsent(
              key.substring(0, key.indexOf('}') + 1), bucket -> Request.cmd(Command.UNLINK))
          .arg(key);
    }
    Collection<Request> requests = byBucket.values();
    List<Future<@Nullable Response>> replies = new ArrayList<>(requests.size());
    requests.forEach(request -> replies.add(link.send(request)));
    return Future.join(replies);
  }
}
