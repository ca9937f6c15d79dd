package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one link to Redis that a process shares. Optional: while it is not up, everything sent fails
 * at once, and whoever uses it serves on from memory. Thread-safe; futures complete on the caller's
 * context.
 */
public interface RedisLink {
  /** Where the link stands now. */
  LinkState state();

  /**
   * Calls back on every change of state, on the link's own context. Listeners live as long as the
   * link.
   */
  void listen(Consumer<LinkState> listener);

  /**
   * Sends one command; commands of one caller are pipelined in order.
   *
   * @return the reply; fails with a {@link LinkDownException} at once while the link is not up, and
   *     within the reply timeout when Redis says nothing or the connection breaks (the command may
   *     then have run); fails with the server's own error otherwise
   */
  Future<@Nullable Response> send(Request request);

  /**
   * Runs a script on its keys (all in one slot), loading it where the server does not know it.
   *
   * @param args texts, numbers, {@link io.vertx.core.buffer.Buffer}s or byte arrays
   * @return as {@link #send}
   */
  default Future<@Nullable Response> eval(Script script, List<String> keys, List<?> args) {
    return Scripts.eval(this, script, keys, args);
  }

  /**
   * This link for what all lies in the slot of one key. On a cluster its state is that of the node
   * which serves the slot: another one's restart or death does not touch it.
   */
  default RedisLink at(String key) {
    return this;
  }

  /** Each server by itself, for what must be done on every one, as SCAN. */
  default List<RedisLink> nodes() {
    return List.of(this);
  }
}
