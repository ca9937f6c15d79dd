package dev.windsock.cache;

import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A link that is as the test says, and answers what the test says, errors too. Single-threaded. */
final class StatedLink implements RedisLink {
  private final List<Consumer<LinkState>> listeners = new ArrayList<>();
  private final Function<Request, @Nullable Response> answer;
  private LinkState state = new LinkState.Up("run", 1);

  StatedLink(Function<Request, @Nullable Response> answer) {
    this.answer = answer;
  }

  void move(LinkState next) {
    state = next;
    listeners.forEach(listener -> listener.accept(next));
  }

  @Override
  public LinkState state() {
    return state;
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    listeners.add(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    Response reply = answer.apply(request);
    return reply instanceof ErrorType error
        ? Future.<@Nullable Response>failedFuture(error)
        : Future.<@Nullable Response>succeededFuture(reply);
  }
}
