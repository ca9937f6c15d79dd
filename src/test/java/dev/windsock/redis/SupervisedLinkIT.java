package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisedLinkIT {
  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private SupervisedLink link(RedisOptions options) throws Exception {
    SupervisedLink link = new SupervisedLink(vertx, new VertxClock(vertx), options, registry);
    link.listen(states::add);
    await(link.start());
    return link;
  }

  @Test
  void send_manyFromManyContexts_eachGetsItsOwnReplyOnItsOwnContext() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      SupervisedLink link = link(redis.options());
      assertThat(next(LinkState.Up.class).runId()).hasSize(40);
      List<CompletableFuture<String>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        String text = "text-" + i;
        CompletableFuture<String> echoed = new CompletableFuture<>();
        all.add(echoed);
        Context context = vertx.getOrCreateContext();
        context.runOnContext(
            run ->
                link.send(Request.cmd(Command.ECHO).arg(text))
                    .onComplete(
                        done -> {
                          if (Vertx.currentContext() != context) {
                            echoed.completeExceptionally(new AssertionError("other context"));
                          } else {
                            echoed.complete(done.result().toString());
                          }
                        }));
      }
      for (int i = 0; i < all.size(); i++) {
        assertThat(all.get(i).get(10, TimeUnit.SECONDS)).isEqualTo("text-" + i);
      }
      await(link.close());
      assertThat(link.state()).isInstanceOf(LinkState.Down.class);
    }
  }

  @Test
  void start_redisAbsent_comesUpOnceItIsThere() throws Exception {
    try (TestRedis redis = new TestRedis()) {
      SupervisedLink link = link(redis.options());
      assertThat(next(LinkState.Down.class).reason()).contains("refused");
      assertThat(failure(link.send(Request.cmd(Command.PING))))
          .isInstanceOf(LinkDownException.class);
      redis.start();
      next(LinkState.Up.class);
      assertThat(await(link.send(Request.cmd(Command.PING)))).hasToString("PONG");
    }
  }

  @Test
  void send_redisKilledAndRestarted_failsAndReturns() throws Exception {
    nanosToReturn();
  }

  @Test
  @Tag("proof")
  void send_redisRestarted_returnsWithinASecond() throws Exception {
    assertThat(nanosToReturn()).isLessThan(1_500_000_000L);
  }

  private long nanosToReturn() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      SupervisedLink link = link(redis.options());
      LinkState.Up first = next(LinkState.Up.class);
      redis.kill();
      next(LinkState.Down.class);
      assertThat(failure(link.send(Request.cmd(Command.PING))))
          .isInstanceOf(LinkDownException.class);
      redis.start();
      long from = System.nanoTime();
      LinkState.Up second = next(LinkState.Up.class);
      long nanos = System.nanoTime() - from;
      assertThat(second.runId()).isNotEqualTo(first.runId());
      assertThat(second.generation()).isEqualTo(first.generation() + 1);
      assertThat(registry.get("windsock.redis.reconnects").counter().count()).isEqualTo(1);
      return nanos;
    }
  }

  @Test
  void send_redisHangs_failsAndThenAtOnceAndRecovers() throws Exception {
    nanosToFailure();
  }

  @Test
  @Tag("proof")
  void send_redisHangs_failsWithinTheTimeout() throws Exception {
    assertThat(nanosToFailure()).isLessThan(400_000_000L);
  }

  private long nanosToFailure() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      SupervisedLink link = link(redis.options());
      next(LinkState.Up.class);
      redis.hang();
      long from = System.nanoTime();
      assertThat(failure(link.send(Request.cmd(Command.PING))))
          .isInstanceOf(LinkDownException.class);
      long nanos = System.nanoTime() - from;
      assertThat(next(LinkState.Down.class).reason()).contains("no reply in time");
      // At once: it has failed when the call returns.
      assertThat(link.send(Request.cmd(Command.PING)).failed()).isTrue();
      redis.resume();
      next(LinkState.Up.class);
      assertThat(await(link.send(Request.cmd(Command.PING)))).hasToString("PONG");
      return nanos;
    }
  }

  @Test
  void watch_redisHangsWhileIdle_isNoticed() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      link(redis.options());
      next(LinkState.Up.class);
      redis.hang();
      assertThat(next(LinkState.Down.class).reason()).contains("no reply in time");
    }
  }

  @Test
  void start_wrongPassword_saysSoWithoutTheSecretAndTriesOnSlowly() throws Exception {
    try (TestRedis redis = new TestRedis("right-one").start()) {
      SupervisedLink link = link(redis.options("wrong-one"));
      String reason = next(LinkState.Down.class).reason();
      assertThat(reason).startsWith("AUTH refused: WRONGPASS").doesNotContain("wrong-one");
      assertThat(link.state()).isInstanceOf(LinkState.Down.class);
      // Told once, although it is tried again and again.
      assertThat(states.poll(1200, TimeUnit.MILLISECONDS)).isNull();
    }
  }

  @Test
  void start_passwordMissing_saysSo() throws Exception {
    try (TestRedis redis = new TestRedis("right-one").start()) {
      link(redis.options(""));
      assertThat(next(LinkState.Down.class).reason()).startsWith("AUTH refused: NOAUTH");
    }
  }

  @Test
  void start_rightPassword_isUp() throws Exception {
    try (TestRedis redis = new TestRedis("right-one").start()) {
      SupervisedLink link = link(redis.options());
      next(LinkState.Up.class);
      assertThat(await(link.send(Request.cmd(Command.PING)))).hasToString("PONG");
    }
  }

  @Test
  void eval_unknownToTheServer_isLoadedOnceAndRunsAgainAfterFlush() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      SupervisedLink link = link(redis.options());
      next(LinkState.Up.class);
      Script script = Script.load(SupervisedLinkIT.class, "sum.lua");
      assertThat(TestRedis.reply(link.eval(script, List.of("k"), List.of("2", "3"))).toLong())
          .isEqualTo(5);
      assertThat(TestRedis.reply(link.eval(script, List.of("k"), List.of("2", "4"))).toLong())
          .isEqualTo(6);
      await(link.send(Request.cmd(Command.SCRIPT).arg("FLUSH")));
      assertThat(TestRedis.reply(link.eval(script, List.of("k"), List.of("1", "4"))).toLong())
          .isEqualTo(5);
    }
  }

  @Test
  void send_moreThanTheCap_failsAtOnceAndTheRestIsAnswered() throws Exception {
    try (TestRedis redis = new TestRedis().start()) {
      SupervisedLink link = link(redis.options());
      next(LinkState.Up.class);
      int sent = SupervisedLink.MAX_IN_FLIGHT + 1000;
      List<Future<@Nullable Response>> all = new ArrayList<>();
      CompletableFuture<Void> issued = new CompletableFuture<>();
      link.send(Request.cmd(Command.PING));
      vertx
          .getOrCreateContext()
          .runOnContext(
              run -> {
                for (int i = 0; i < sent; i++) {
                  all.add(link.send(Request.cmd(Command.ECHO).arg(i)));
                }
                issued.complete(null);
              });
      issued.get(10, TimeUnit.SECONDS);
      await(Future.join(all).otherwiseEmpty());
      long answered = all.stream().filter(Future::succeeded).count();
      assertThat(answered).isBetween((long) SupervisedLink.MAX_IN_FLIGHT - 1, (long) sent);
      for (int i = 0; i < sent; i++) {
        if (all.get(i).succeeded()) {
          assertThat(all.get(i).result().toInteger()).isEqualTo(i);
        }
      }
    }
  }

  private <S extends LinkState> S next(Class<S> type) throws Exception {
    while (true) {
      LinkState state = states.poll(10, TimeUnit.SECONDS);
      assertThat(state).as("a state within 10 s").isNotNull();
      if (type.isInstance(state)) {
        return type.cast(state);
      }
    }
  }

  private static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static Throwable failure(Future<?> future) throws Exception {
    return await(
        future.transform(
            done ->
                Future.succeededFuture(
                    done.failed() ? done.cause() : new AssertionError("it succeeded"))));
  }
}
