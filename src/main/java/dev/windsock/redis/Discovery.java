package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Asks a cluster how it is laid out: the configured nodes and those last heard of, one after the
 * other until one answers, and each time beginning with another, so that one that hangs or knows
 * only an old layout is no obstacle. Used on one context alone.
 */
final class Discovery {
  private final Greeting greeting;
  private final List<String> seeds;
  private final long guardNanos;
  private Set<String> heardOf = Set.of();
  private int first;

  Discovery(Greeting greeting, RedisOptions options) {
    this.greeting = greeting;
    this.seeds = options.endpoints();
    this.guardNanos = options.connectTimeout().toNanos() / 2;
  }

  /** The layout as some node knows it; fails when none answers. */
  Future<Layout> ask() {
    Set<String> all = new LinkedHashSet<>(seeds);
    all.addAll(heardOf);
    return ask(new ArrayList<>(all), first++, 0, new LinkDownException("no node"));
  }

  private Future<Layout> ask(List<String> all, int from, int asked, Throwable last) {
    if (asked == all.size()) {
      return Future.failedFuture(last);
    }
    String node = all.get(Math.floorMod(from + asked, all.size()));
    return greeting
        .ask(node, Request.cmd(Command.CLUSTER).arg("SLOTS"), true, guardNanos)
        .compose(
            slots -> {
              Layout layout = slots == null ? new Layout(List.of()) : Layout.of(slots, node);
              if (layout.ranges().isEmpty()) {
                return Future.failedFuture(new LinkDownException(node + " serves no slots"));
              }
              heardOf = layout.masters();
              return Future.succeededFuture(layout);
            })
        .recover(cause -> ask(all, from, asked + 1, cause));
  }
}
