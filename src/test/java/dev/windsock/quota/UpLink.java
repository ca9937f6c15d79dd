package dev.windsock.quota;

import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link that is up for ever, and for scripts alone: what they answer is the test's to say. */
abstract class UpLink implements RedisLink {
  @Override
  public LinkState state() {
    return new LinkState.Up("run", 1);
  }

  @Override
  public void listen(Consumer<LinkState> listener) {}

  @Override
  public Future<@Nullable Response> send(Request request) {
    return Future.failedFuture("only scripts");
  }
}
