package dev.windsock.cache;

import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** Counts, and unless it is a dry run removes, the entries of a cache. */
  Future<Long> run(String cache, Selection selection, boolean dryRun) {
    String prefix = keys.pattern(cache, "v");
    return page("0", prefix + selection.redisGlob(), selection, dryRun, 0);
  }

  private Future<Long> page(
      String cursor, String match, Selection selection, boolean dryRun, long before) {
    Request scan =
        Request.cmd(Command.SCAN).arg(cursor).arg("MATCH").arg(match).arg("COUNT").arg(PAGE);
    return link.send(scan)
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
                              : page(next, match, selection, dryRun, sofar));
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

  private Future<@Nullable Response> unlink(List<String> found) {
    if (found.isEmpty()) {
      return Future.<@Nullable Response>succeededFuture(null);
    }
    Request unlink = Request.cmd(Command.UNLINK);
    found.forEach(unlink::arg);
    return link.send(unlink);
  }
}
