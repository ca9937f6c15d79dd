package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.VertxClock;
import dev.windsock.time.Waiting;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A link with a memory of its states, for tests that wait for them. */
final class Watched implements AutoCloseable {
  final Vertx vertx;
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final SupervisedLink link;
  private final BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();

  Watched(RedisOptions options) throws Exception {
    this(Vertx.vertx(), options);
  }

  Watched(Vertx vertx, RedisOptions options) throws Exception {
    this.vertx = vertx;
    link = new SupervisedLink(vertx, new VertxClock(vertx), options, registry);
    link.listen(states::add);
    await(link.start());
  }

  <S extends LinkState> S next(Class<S> type) throws Exception {
    while (true) {
      LinkState state = states.poll(15, TimeUnit.SECONDS);
      assertThat(state).as("%s within 15 s", type).isNotNull();
      if (type.isInstance(state)) {
        return type.cast(state);
      }
    }
  }

  Response run(Command command, Object... args) throws Exception {
    return there(send(command, args));
  }

  Future<@Nullable Response> send(Command command, Object... args) {
    Request request = Request.cmd(command);
    for (Object arg : args) {
      request.arg(String.valueOf(arg));
    }
    return link.send(request);
  }

  /** What a command answered that always answers something. */
  static Response there(Future<@Nullable Response> reply) throws Exception {
    return await(reply.map(Objects::requireNonNull));
  }

  /** Asks again until it is so. */
  void until(BooleanSupplier so) throws Exception {
    await(Waiting.until(vertx, so));
  }

  /** Sends again and again until it is answered. */
  void untilAnswered(Command command, Object... args) throws Exception {
    Promise<Void> done = Promise.promise();
    again(done, command, args);
    await(done.future());
  }

  private void again(Promise<Void> done, Command command, Object... args) {
    send(command, args)
        .onSuccess(reply -> done.tryComplete())
        .onFailure(cause -> vertx.setTimer(10, timer -> again(done, command, args)));
  }

  static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(15, TimeUnit.SECONDS);
  }

  static Throwable failure(Future<?> future) throws Exception {
    return await(
        future.transform(
            done ->
                Future.succeededFuture(
                    done.failed() ? done.cause() : new AssertionError("it succeeded"))));
  }

  @Override
  public void close() throws Exception {
    await(link.close());
    await(vertx.close());
  }
}
