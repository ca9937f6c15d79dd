package dev.windsock.cache;

import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.RedisLink;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link on which a test holds scripts back, or their replies, or loses these. Thread-safe. */
final class GatedLink implements RedisLink {
  private final RedisLink link;
  private volatile Future<?> before = Future.succeededFuture();
  private volatile Future<?> scans = Future.succeededFuture();
  private volatile Future<?> after = Future.succeededFuture();
  private volatile Promise<Void> sent = Promise.promise();

  GatedLink(RedisLink link) {
    this.link = link;
  }

  /** Scripts wait for this before they are sent. */
  void holdBefore(Future<?> gate) {
    before = gate;
  }

  /** Scans wait for this before they are sent. */
  void holdScans(Future<?> gate) {
    scans = gate;
  }

  /**
   * Replies to scripts wait for this; where it fails they are lost.
   *
   * @return completes when a script has run whose reply is held back
   */
  Future<Void> holdAfter(Future<?> gate) {
    sent = Promise.promise();
    after = gate;
    return sent.future();
  }

  @Override
  public LinkState state() {
    return link.state();
  }

  @Override
  public void listen(Consumer<LinkState> listener) {
    link.listen(listener);
  }

  @Override
  public Future<@Nullable Response> send(Request request) {
    Command command = request.command();
    if (command.equals(Command.SCAN)) {
      return scans.compose(open -> link.send(request));
    }
    if (!command.equals(Command.EVALSHA) && !command.equals(Command.EVAL)) {
      return link.send(request);
    }
    Future<?> replies = after;
    return before
        .<@Nullable Response>compose(open -> link.send(request))
        .onSuccess(ran -> sent.tryComplete())
        .<@Nullable Response>compose(
            ran ->
                replies.<@Nullable Response>transform(
                    open ->
                        open.succeeded()
                            ? Future.<@Nullable Response>succeededFuture(ran)
                            : Future.<@Nullable Response>failedFuture(
                                new LinkDownException("the reply was lost"))));
  }
}
