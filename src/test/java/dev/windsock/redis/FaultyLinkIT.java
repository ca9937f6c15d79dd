package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The link over a network that fails in every way it can. */
@Timeout(60)
class FaultyLinkIT {
  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<LinkState> states = new LinkedBlockingQueue<>();
  private TestRedis redis;
  private FaultProxy proxy;
  private SupervisedLink link;

  @BeforeEach
  void open() throws Exception {
    redis = new TestRedis().start();
    proxy = FaultProxy.start(vertx, redis.port());
    link =
        new SupervisedLink(
            vertx, new VertxClock(vertx), proxy.options(), new SimpleMeterRegistry());
    link.listen(states::add);
    await(link.start());
    next(LinkState.Up.class);
  }

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
    redis.close();
  }

  private List<Future<Response>> echo(int count) {
    List<Future<Response>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(link.send(Request.cmd(Command.ECHO).arg("text-" + i + "\r\n$3\r\n+OK")));
    }
    return all;
  }

  /** Each is its own reply, or none; returns how many were answered. */
  private static int check(List<Future<Response>> all) throws Exception {
    await(Future.join(all).otherwiseEmpty());
    int answered = 0;
    for (int i = 0; i < all.size(); i++) {
      Future<Response> one = all.get(i);
      if (one.succeeded()) {
        answered++;
        assertThat(one.result()).hasToString("text-" + i + "\r\n$3\r\n+OK");
      } else {
        assertThat(one.cause()).isInstanceOf(LinkDownException.class);
      }
    }
    return answered;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 7})
  void send_bytesSplitAnywhere_eachGetsItsOwnReply(int bytes) throws Exception {
    proxy.split(bytes);
    for (int round = 0; round < 10; round++) {
      check(echo(10));
    }
    proxy.pass();
    until(LinkState.Up.class);
    assertThat(check(echo(10))).isEqualTo(10);
  }

  @Test
  void send_everythingDelayed_isAnsweredAndTheLinkStays() throws Exception {
    proxy.delay(20);
    assertThat(check(echo(50))).isEqualTo(50);
    assertThat(link.state()).isInstanceOf(LinkState.Up.class);
  }

  @Test
  void send_cut_failsAndIsBack() throws Exception {
    survives(FaultProxy::cut);
  }

  @Test
  void send_heldHalfOpen_failsAndIsBack() throws Exception {
    survives(FaultProxy::hold);
  }

  @Test
  void send_requestsVanish_failsAndIsBack() throws Exception {
    survives(FaultProxy::dropRequests);
  }

  @Test
  void send_repliesVanish_failsAndNoneIsMixedUpAfterwards() throws Exception {
    survives(FaultProxy::dropReplies);
  }

  @Test
  void send_slowerThanTheDeadline_fails() throws Exception {
    survives(broken -> broken.drip(1));
  }

  @Test
  @Tag("proof")
  void send_throughEveryFault_failsWithinASecondAndIsBackWithinTwo() throws Exception {
    List<Consumer<FaultProxy>> faults =
        List.of(
            FaultProxy::cut,
            FaultProxy::hold,
            FaultProxy::dropRequests,
            FaultProxy::dropReplies,
            broken -> broken.drip(1));
    for (Consumer<FaultProxy> fault : faults) {
      Took took = survives(fault);
      assertThat(took.toFailNanos()).isLessThan(1_000_000_000L);
      assertThat(took.toReturnNanos()).isLessThan(2_000_000_000L);
    }
  }

  /** How long it took until all had failed, and until it was back. */
  private record Took(long toFailNanos, long toReturnNanos) {}

  private Took survives(Consumer<FaultProxy> fault) throws Exception {
    List<Future<Response>> before = echo(100);
    fault.accept(proxy);
    long brokenNanos = System.nanoTime();
    List<Future<Response>> during = echo(100);
    check(before);
    assertThat(check(during)).isLessThan(100);
    long toFailNanos = System.nanoTime() - brokenNanos;
    next(LinkState.Down.class);
    assertThat(link.send(Request.cmd(Command.PING)).failed()).isTrue();
    proxy.pass();
    long fixedNanos = System.nanoTime();
    until(LinkState.Up.class);
    long toReturnNanos = System.nanoTime() - fixedNanos;
    assertThat(check(echo(100))).isEqualTo(100);
    return new Took(toFailNanos, toReturnNanos);
  }

  private void until(Class<? extends LinkState> type) throws Exception {
    if (!type.isInstance(link.state())) {
      next(type);
    }
  }

  private void next(Class<? extends LinkState> type) throws Exception {
    LinkState state;
    do {
      state = states.poll(10, TimeUnit.SECONDS);
      assertThat(state).as("%s within 10 s", type).isNotNull();
    } while (!type.isInstance(state));
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
