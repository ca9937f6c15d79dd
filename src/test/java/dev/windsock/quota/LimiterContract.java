package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.bus.QuotaMessages.Waiting;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every limiter keeps to, whatever it stands on. */
abstract class LimiterContract {
  static final int LIMIT = 60;
  static final int MOST_WAITING = 50;
  static final Map<String, ProviderQuota> PROVIDERS =
      Map.of(
          "p", quota(new Window(LIMIT, Duration.ofMinutes(1))),
          "fast", quota(new Window(6, Duration.ofSeconds(1))),
          "many", quota(new Window(9, Duration.ofMinutes(1)), new Window(12, Duration.ofHours(1))),
          "line", quota(new Window(600, Duration.ofMinutes(1))),
          "free", quota());

  final Vertx vertx = Vertx.vertx();
  final Bus bus = Bus.register(vertx);
  final QuotaClient client = new QuotaClient(bus);
  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  @Nullable RateLimitVerticle verticle;

  static ProviderQuota quota(Window... windows) {
    return new ProviderQuota(List.of(windows), "");
  }

  static QuotaOptions options(int instances, double localShare) {
    return new QuotaOptions(
        instances,
        localShare,
        "",
        MOST_WAITING,
        Duration.ofMillis(500),
        Duration.ofMillis(500),
        Duration.ofMillis(100));
  }

  /** What the limiter stands on; null for memory alone. */
  abstract @Nullable RedisLink link() throws Exception;

  abstract QuotaOptions options();

  /** How many of a limit this one process may use. */
  abstract int share(int limit);

  @BeforeEach
  final void deploy() throws Exception {
    Quotas quotas = new Quotas(new VertxClock(vertx), link(), "ws", options(), registry);
    verticle = new RateLimitVerticle(quotas, PROVIDERS);
    await(vertx.deployVerticle(verticle));
  }

  @AfterEach
  final void close() throws Exception {
    await(vertx.close());
  }

  static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  Future<Permit> ask(String provider, int wanted, long maxWaitMillis) {
    return client.acquire(new Acquire(provider, 1, wanted, Priority.INTERACTIVE, maxWaitMillis));
  }

  QuotaState state(String provider) throws Exception {
    return await(
            bus.ask(
                dev.windsock.bus.Addresses.QUOTA_PEEK,
                new dev.windsock.bus.QuotaMessages.Peek(provider),
                dev.windsock.bus.QuotaMessages.QuotaStates.class,
                5_000))
        .quotas()
        .get(0);
  }

  @Test
  void acquire_manyAtOnce_exactlyTheLimitIsGranted() throws Exception {
    List<Future<Permit>> asked = new ArrayList<>();
    for (int i = 0; i < 3 * LIMIT; i++) {
      asked.add(ask("p", 1, 0));
    }
    int granted = 0;
    for (Future<Permit> permit : asked) {
      granted += await(permit).granted();
    }
    assertThat(granted).isEqualTo(share(LIMIT));
  }

  @Test
  void acquire_concurrentTakersOnSeveralLoops_exactlyTheLimitIsGranted() throws Exception {
    int each = LIMIT / 2;
    List<Future<Integer>> takers = new ArrayList<>();
    for (int taker = 0; taker < 8; taker++) {
      takers.add(Taker.deploy(vertx, client, each));
    }
    int granted = 0;
    for (Future<Integer> taker : takers) {
      granted += await(taker);
    }
    assertThat(granted).isEqualTo(share(LIMIT));
  }

  @Test
  void acquire_batch_grantsWhatIsLeftAndNoMore() throws Exception {
    int granted = 0;
    Permit permit = await(ask("p", 1_000, 0));
    while (permit.granted() > 0) {
      granted += permit.granted();
      permit = await(ask("p", 1_000, 0));
    }
    assertThat(granted).isEqualTo(share(LIMIT));
    assertThat(permit.reason()).isEqualTo("spent");
    assertThat(permit.remaining()).isZero();
    assertThat(permit.lane()).isEqualTo("none");
  }

  @Test
  void acquire_quotaSpent_deniesWithResetAtFromTheEntries() throws Exception {
    long before = System.currentTimeMillis();
    while (await(ask("p", 1_000, 0)).granted() > 0) {
      assertThat(System.currentTimeMillis() - before).isLessThan(5_000);
    }
    long after = System.currentTimeMillis();
    long window = 60_000 + 6 + 1_000;
    Permit denied = await(ask("p", 1, 0));
    assertThat(denied.resetAtMillis()).isBetween(before + window, after + window + 201);
    assertThat(state("p").windows().get(0).resetAt().toEpochMilli())
        .isBetween(before + window, after + window + 201);
  }

  @Test
  void acquire_waits_andIsGrantedWhenTheWindowMoves() throws Exception {
    int granted = 0;
    long end = System.currentTimeMillis() + 4_000;
    List<Future<Permit>> asked = new ArrayList<>();
    for (int i = 0; i < share(6) + 2; i++) {
      asked.add(ask("fast", 1, 3_500));
    }
    for (Future<Permit> permit : asked) {
      granted += await(permit).granted();
    }
    assertThat(granted).isEqualTo(share(6) + 2);
    assertThat(System.currentTimeMillis()).isLessThan(end);
  }

  @Test
  void acquire_severalWindows_theTightestBinds() throws Exception {
    int granted = 0;
    for (int i = 0; i < 20; i++) {
      granted += await(ask("many", 3, 0)).granted();
    }
    assertThat(granted).isEqualTo(share(9));
    assertThat(state("many").windows().get(1).remaining()).isEqualTo(share(12) - share(9));
  }

  @Test
  void acquire_noLimits_isGrantedAlways() throws Exception {
    assertThat(await(ask("free", 1_000, 0)).granted()).isEqualTo(1_000);
    assertThat(state("free").windows()).isEmpty();
  }

  @Test
  void settle_neverSent_isGrantedAgain() throws Exception {
    int granted = 0;
    Permit last = await(ask("p", 7, 0));
    for (Permit p = last; p.granted() > 0; p = await(ask("p", 7, 0))) {
      granted += p.granted();
      last = p;
    }
    await(client.settle(new Settle("p", last.grant(), last.granted(), false)));
    await(client.settle(new Settle("p", last.grant(), last.granted(), false)));
    int again = 0;
    for (Permit p = await(ask("p", 9, 2_000)); p.granted() > 0; p = await(ask("p", 9, 0))) {
      again += p.granted();
    }
    assertThat(granted).isEqualTo(share(LIMIT));
    assertThat(again).isEqualTo(last.granted());
  }

  @Test
  void acquire_costAboveOne_takesAsMuchFromTheWindow() throws Exception {
    long before = state("p").windows().get(0).local().remaining();
    Permit two = await(client.acquire(new Acquire("p", 3, 2, Priority.INTERACTIVE, 0)));
    assertThat(two.granted()).isEqualTo(2);
    assertThat(state("p").windows().get(0).local().remaining()).isEqualTo(before - 6);
    spend("p");
    assertThat(state("p").windows().get(0).remaining()).isZero();
  }

  private void spend(String provider) throws Exception {
    Permit permit = await(ask(provider, 500, 0));
    while (permit.granted() > 0) {
      permit = await(ask(provider, 500, 0));
    }
  }

  @Test
  void acquire_invalid_isRefusedByName() {
    for (Acquire bad :
        List.of(
            new Acquire("p", 0, 1, Priority.INTERACTIVE, 0),
            new Acquire("p", LIMIT + 1, 1, Priority.INTERACTIVE, 0),
            new Acquire("p", 1, 0, Priority.INTERACTIVE, 0),
            new Acquire("p", 1, 1, Priority.INTERACTIVE, -1),
            new Acquire("p", 1, 1, Priority.INTERACTIVE, 0, "x".repeat(65)))) {
      assertThatThrownBy(() -> await(client.acquire(bad)))
          .as(bad.toString())
          .hasMessageContaining("allowed: ");
    }
  }

  @Test
  void cancel_waiting_isRefusedAtOnceAndTheRestIsServed() throws Exception {
    spend("fast");
    Future<Permit> first =
        client.acquire(new Acquire("fast", 1, 1, Priority.INTERACTIVE, 9_000, "mine"));
    Future<Permit> second = ask("fast", 1, 9_000);
    await(client.cancel("fast", "nobody's"));
    await(client.cancel("fast", "mine"));
    assertThat(await(first).reason()).isEqualTo("cancelled");
    assertThat(await(second).granted()).isEqualTo(1);
    await(client.cancel("fast", "mine"));
    assertThat(state("fast").waiting()).isEqualTo(new Waiting(0, 0));
  }

  @Test
  void acquire_lineFull_isRefusedAtOnce() throws Exception {
    await(client.adopt(new Adopt("p", 0L, System.currentTimeMillis() + 60_000, true)));
    List<Future<Permit>> asked = new ArrayList<>();
    for (int i = 0; i < MOST_WAITING; i++) {
      Priority priority = i % 2 == 0 ? Priority.WARMING : Priority.INTERACTIVE;
      asked.add(client.acquire(new Acquire("p", 1, 1, priority, 70_000, "t" + i)));
    }
    assertThat(await(ask("p", 1, 70_000)).reason()).isEqualTo("queue_full");
    assertThat(state("p").waiting()).isEqualTo(new Waiting(MOST_WAITING / 2, MOST_WAITING / 2));
    for (int i = 0; i < MOST_WAITING; i++) {
      await(client.cancel("p", "t" + i));
      assertThat(await(asked.get(i)).reason()).isEqualTo("cancelled");
    }
  }

  @Test
  void acquire_interactiveKeepsComing_warmingIsNotStarved() throws Exception {
    List<String> served = Collections.synchronizedList(new ArrayList<>());
    await(client.adopt(new Adopt("line", 0L, System.currentTimeMillis() + 1_000, true)));
    List<Future<?>> asked = new ArrayList<>();
    int interactive = 2 * WaitQueue.FAIRNESS;
    for (int i = 0; i < interactive + 1; i++) {
      Priority priority = i == 0 ? Priority.WARMING : Priority.INTERACTIVE;
      asked.add(
          client
              .acquire(new Acquire("line", 1, 1, priority, 9_000))
              .onSuccess(permit -> served.add(permit.granted() + priority.toString())));
    }
    await(Future.all(asked));
    assertThat(served).hasSize(interactive + 1);
    assertThat(served.indexOf("1warming")).isEqualTo(WaitQueue.FAIRNESS);
  }

  @Test
  void acquire_unknownProvider_isRefusedByName() throws Exception {
    assertThat(await(ask("nobody", 1, 0)).reason()).isEqualTo("unknown_provider");
  }

  @Test
  void adopt_refused_blocksUntilTheUpstreamsReset() throws Exception {
    long reset = System.currentTimeMillis() + 30_000;
    await(client.adopt(new Adopt("p", 0L, reset, true)));
    Permit denied = await(ask("p", 1, 100));
    assertThat(denied.granted()).isZero();
    assertThat(denied.reason()).isEqualTo("blocked");
    assertThat(denied.resetAtMillis()).isBetween(reset - 2, reset + 100);
    assertThat(state("p").blockedUntil()).isNotNull();
  }

  @Test
  void adopt_lowerRemaining_isKeptTo() throws Exception {
    await(client.adopt(new Adopt("p", 2L, System.currentTimeMillis() + 30_000, false)));
    int granted = 0;
    for (int i = 0; i < 5; i++) {
      granted += await(ask("p", 1, 0)).granted();
    }
    assertThat(granted).isEqualTo(Math.min(2, share(LIMIT)));
  }

  @Test
  void reconfigure_live_keepsWhatWasGranted() throws Exception {
    int granted = 0;
    while (granted < 10) {
      granted += await(ask("p", 10 - granted, 0)).granted();
    }
    await(
        Objects.requireNonNull(verticle)
            .reconfigure(
                options(), Map.of("p", quota(new Window(2L * LIMIT, Duration.ofMinutes(1))))));
    for (Permit p = await(ask("p", 500, 0)); p.granted() > 0; p = await(ask("p", 500, 0))) {
      granted += p.granted();
    }
    assertThat(granted).isEqualTo(share(2 * LIMIT));
    assertThat(await(ask("fast", 1, 0)).reason()).isEqualTo("unknown_provider");
  }
}
