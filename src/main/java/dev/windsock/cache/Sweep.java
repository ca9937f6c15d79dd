package dev.windsock.cache;

import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes from Redis by pattern: SCAN in pages with UNLINK of what each page found, never KEYS,
 * which would hold up all of Redis. Ids that had to be hashed cannot be found by a pattern.
 * Thread-safe.
 */
final class Sweep {
  /** One page takes Redis well under 2 ms. */
  private static final int PAGE = 500;

  private final RedisLink link;
  private final Keys keys;

  Sweep(RedisLink link, Keys keys) {
    this.link = link;
    this.keys = keys;
  }

  /** Counts, and unless it is a dry run removes, the entries of a cache; on every server. */
  Future<Long> run(String cache, Selection selection, boolean dryRun) {
    String match = keys.pattern(cache, "v") + selection.redisGlob();
    Future<Long> all = Future.succeededFuture(0L);
    for (RedisLink node : link.nodes()) {
      all = all.compose(before -> page(node, "0", match, selection, dryRun, before));
    }
    return all;
  }

  private Future<Long> page(
      RedisLink node,
      String cursor,
      String match,
      Selection selection,
      boolean dryRun,
      long before) {
    Request scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(match).arg("COUNT").arg(PAGE);
    return node.send(scan)
        .compose(
            reply -> {
              if (reply == null) {
                return Future.succeededFuture(before);
              }
              List<String> found = matching(reply.get(1), selection);
              String next = reply.get(0).toString();
              long sofar = before + found.size();
              return unlink(dryRun ? List.of() : found)
                  .compose(
                      done ->
                          next.equals("0")
                              ? Future.succeededFuture(sofar)
                              : page(node, next, match, selection, dryRun, sofar));
            });
  }

  private List<String> matching(Response page, Selection selection) {
    List<String> found = new ArrayList<>();
    for (Response key : page) {
      String text = key.toString();
      if (selection.matches(keys.idOf(text))) {
        found.add(text);
      }
    }
    return found;
  }

  /** One command for each slot: the keys of a bucket lie in one. */
  private Future<?> unlink(List<String> found) {
    Map<String, Request> byBucket = new LinkedHashMap<>();
    for (String key : found) {
      byBucket
          .computeIfAbsent(
              key.substring(0, key.indexOf('}')), bucket -> Request.cmd(Command.UNLINK))
          .arg(key);
    }
    List<Future<?>> replies = new ArrayList<>(byBucket.size());
    byBucket.values().forEach(unlink -> replies.add(link.send(unlink)));
    return Future.all(replies);
  }
}
