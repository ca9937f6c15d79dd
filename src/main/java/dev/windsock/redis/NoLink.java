package dev.windsock.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The link of a process without Redis: always down, never tried. Thread-safe. */
public final class NoLink implements RedisLink {
  private static final LinkState DOWN = new LinkState.Down("not configured", 0);

  private final Future<@Nullable Response> down =
      Future.failedFuture(new LinkDownException("Redis is not configured"));

  @Override
  public LinkState state() {
    return DOWN;
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    // The state never changes.
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    return down;
  }
}
