package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A cluster as seen from one slot. */
final class SlotLink implements RedisLink {
  private final ClusterLink cluster;
  private final int slot;

  SlotLink(ClusterLink cluster, int slot) {
    this.cluster = cluster;
    this.slot = slot;
  }

  @Override
  public LinkState state() {
    return cluster.state(slot);
  }

  /** Also called when another node changed. */
  @Override
  public void listen(Consumer<LinkState> listener) {
    cluster.listen(any -> listener.accept(state()));
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    return cluster.send(request);
  }

  /** The one that serves the slot; none while nobody is known to. */
  @Override
  public List<RedisLink> nodes() {
    return cluster.nodes(slot);
  }
}
