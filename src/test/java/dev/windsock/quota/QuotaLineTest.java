package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.QuotaState;
import dev.windsock.option.InvalidValueException;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The line before one provider, in virtual time: one instance, 2 calls in 10 s, guarded by 2 s. */
class QuotaLineTest {
  private static final Duration WHOLE = Duration.ofMillis(12_001);

  private final ManualClock clock = new ManualClock();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Quotas quotas =
      new Quotas(
          clock,
          null,
          "ws",
          new QuotaOptions(
              1, 0.2, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO),
          registry);
  private final List<String> served = new ArrayList<>();

  QuotaLineTest() {
    ProviderQuota quota = new ProviderQuota(List.of(new Window(2, Duration.ofSeconds(10))), "");
    quotas.start(Runnable::run, new MemoryJournal(), Map.of("p", quota));
  }

  private Future<Permit> ask(String name, Priority priority, long waitMillis) {
    return quotas
        .acquire(new Acquire("p", 1, 1, priority, waitMillis))
        .onSuccess(permit -> served.add(name + (permit.granted() > 0 ? "" : "!")));
  }

  private Future<Permit> ask(String name) {
    return ask(name, Priority.INTERACTIVE, 100_000);
  }

  private void spend() {
    ask("-");
    ask("-");
    served.clear();
  }

  @Test
  void line_severalWait_isServedInOrderWhenTheWindowMoves() {
    spend();
    ask("a");
    ask("b");
    ask("c");
    clock.advance(WHOLE.minusMillis(1));
    assertThat(served).isEmpty();
    clock.advance(Duration.ofMillis(1));
    assertThat(served).containsExactly("a", "b");
    clock.advance(WHOLE);
    assertThat(served).containsExactly("a", "b", "c");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void line_interactiveArrivesLater_goesBeforeWarming() {
    spend();
    ask("w", Priority.WARMING, 100_000);
    ask("a");
    ask("b");
    clock.advance(WHOLE);
    assertThat(served).containsExactly("a", "b");
    clock.advance(WHOLE);
    assertThat(served).containsExactly("a", "b", "w");
  }

  @Test
  void line_many_hasOneTimer() {
    spend();
    ask("a");
    ask("b", Priority.WARMING, 50_000);
    ask("c", Priority.INTERACTIVE, 70_000);
    assertThat(clock.armed()).isEqualTo(1);
  }

  @Test
  void acquire_deadlineBeforeAnythingFits_deniesAtOnceWithTheInstant() {
    spend();
    Future<Permit> asked = ask("a", Priority.INTERACTIVE, 10_000);
    assertThat(asked.result().granted()).isZero();
    assertThat(asked.result().reason()).isEqualTo("spent");
    assertThat(asked.result().resetAtMillis()).isEqualTo(clock.millis() + WHOLE.toMillis());
    assertThat(clock.armed()).isZero();
  }

  @Test
  void line_deadlinePassesBehindOthers_deniesAtTheDeadline() {
    spend();
    ask("a");
    ask("b");
    ask("c", Priority.INTERACTIVE, 15_000);
    clock.advance(Duration.ofMillis(14_999));
    assertThat(served).containsExactly("a", "b", "c!");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void acquire_lineFull_deniesByName() {
    spend();
    for (int i = 0; i < 5; i++) {
      ask("x");
    }
    assertThat(ask("y").result().reason()).isEqualTo("queue_full");
  }

  @Test
  void acquire_costAboveTheLimit_isInvalid() {
    assertThatThrownBy(() -> quotas.acquire(new Acquire("p", 3, 1, Priority.WARMING, 0)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageContaining("cost")
        .hasMessageContaining("1 to 2");
  }

  @Test
  void acquire_noLaneHasRoomForTheLimit_isSpentAndNotInvalid() {
    Quotas three =
        new Quotas(
            clock,
            null,
            "ws",
            new QuotaOptions(
                3, 0.2, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO),
            new SimpleMeterRegistry());
    ProviderQuota quota = new ProviderQuota(List.of(new Window(2, Duration.ofSeconds(10))), "");
    three.start(Runnable::run, new MemoryJournal(), Map.of("p", quota));
    Permit denied = three.acquire(new Acquire("p", 1, 1, Priority.WARMING, 5_000)).result();
    assertThat(denied.granted()).isZero();
    assertThat(denied.reason()).isEqualTo("spent");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void adopt_refusedWithAResetThatPassed_blocksForTheShortestWindow() {
    quotas.adopt(new Adopt("p", 0L, clock.millis(), true));
    clock.advance(Duration.ofMillis(9_999));
    assertThat(ask("a", Priority.INTERACTIVE, 0).result().reason()).isEqualTo("blocked");
    clock.advance(Duration.ofMillis(1));
    assertThat(ask("b", Priority.INTERACTIVE, 0).result().granted()).isEqualTo(1);
  }

  @Test
  void close_someWait_deniesThemAndLeavesNoTimer() {
    spend();
    ask("a");
    quotas.close();
    assertThat(served).containsExactly("a!");
    assertThat(clock.armed()).isZero();
  }

  @Test
  void reconfigure_providerOffAndOn_doesNotForget() {
    spend();
    ProviderQuota quota = new ProviderQuota(List.of(new Window(2, Duration.ofSeconds(10))), "");
    QuotaOptions options =
        new QuotaOptions(
            1, 0.2, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);
    quotas.reconfigure(options, Map.of());
    clock.advance(Duration.ofSeconds(5));
    quotas.reconfigure(options, Map.of("p", quota));
    assertThat(ask("a", Priority.INTERACTIVE, 0).result().granted()).isZero();
    clock.advance(WHOLE);
    assertThat(ask("b", Priority.INTERACTIVE, 0).result().granted()).isEqualTo(1);
  }

  @Test
  void reconfigure_moreInstances_isRefusedByName() {
    QuotaOptions other =
        new QuotaOptions(
            3, 0.2, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);
    assertThat(quotas.reconfigure(other, Map.of()).cause())
        .hasMessageContaining("instances")
        .hasMessageContaining("restart");
  }

  private Quotas started(Journal past, Window window) {
    QuotaOptions options =
        new QuotaOptions(
            1, 0.2, "", 5, Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ZERO);
    Quotas started = new Quotas(clock, null, "ws", options, new SimpleMeterRegistry());
    started.start(Runnable::run, past, Map.of("p", new ProviderQuota(List.of(window), "")));
    return started;
  }

  @Test
  void start_earlierRunUnknown_restsAndSaysUntilWhen() {
    MemoryJournal killed = new MemoryJournal();
    killed.open(Set.of("p-"));
    Quotas again = started(killed, new Window(2, Duration.ofSeconds(10)));
    assertThat(again.resting()).containsOnlyKeys("p");
    assertThat(again.peek("p").quotas().get(0).quarantinedUntil())
        .isEqualTo(Instant.ofEpochMilli(clock.millis() + WHOLE.toMillis()));
    Permit denied = again.acquire(new Acquire("p", 1, 1, Priority.WARMING, 0)).result();
    assertThat(denied.reason()).isEqualTo("held");
    assertThat(denied.resetAtMillis()).isEqualTo(clock.millis() + WHOLE.toMillis());
    clock.advance(WHOLE);
    assertThat(again.resting()).isEmpty();
    assertThat(again.peek("p").quotas().get(0).quarantinedUntil()).isNull();
    assertThat(again.acquire(new Acquire("p", 1, 1, Priority.WARMING, 0)).result().granted())
        .isOne();
  }

  @Test
  void peek_aBurstOfAMoment_predictsNothing() {
    Quotas fresh = started(new MemoryJournal(), new Window(100, Duration.ofHours(1)));
    fresh.acquire(new Acquire("p", 1, 20, Priority.WARMING, 0));
    clock.advance(Duration.ofSeconds(10));
    assertThat(fresh.peek("p").quotas().get(0).exhaustsAt()).isNull();
    clock.advance(Duration.ofMinutes(4));
    assertThat(fresh.peek("p").quotas().get(0).exhaustsAt())
        .as("20 in four minutes, 80 to go")
        .isBetween(
            Instant.ofEpochMilli(clock.millis() + 14 * 60_000),
            Instant.ofEpochMilli(clock.millis() + 18 * 60_000));
    clock.advance(Duration.ofHours(2));
    QuotaState idle = fresh.peek("p").quotas().get(0);
    assertThat(idle.exhaustsAt()).isNull();
    assertThat(idle.windows().get(0).resetAt().toEpochMilli())
        .as("never in the past")
        .isGreaterThanOrEqualTo(clock.millis());
  }

  @Test
  void adopt_lowerRemaining_isADisagreementAndCountsWhatIsUnderWay() {
    ask("a");
    quotas.adopt(new Adopt("p", 0L, clock.millis() + 5_000, false));
    assertThat(disagreements("remaining")).isOne();
    assertThat(ask("b", Priority.INTERACTIVE, 0).result().granted()).isZero();
    quotas.adopt(new Adopt("p", 0L, clock.millis() + 5_000, true));
    assertThat(disagreements("refused")).isOne();
  }

  private double disagreements(String kind) {
    return registry.get("windsock.quota.disagreements").tag("kind", kind).counter().count();
  }

  @Test
  void meters_grantsAndDenials_areCounted() {
    spend();
    ask("a", Priority.INTERACTIVE, 0);
    assertThat(registry.get("windsock.quota.decisions").tag("lane", "local").counter().count())
        .isEqualTo(2);
    assertThat(registry.get("windsock.quota.decisions").tag("result", "spent").counter().count())
        .isEqualTo(1);
    assertThat(registry.get("windsock.quota.remaining").gauge().value()).isZero();
  }

  @Test
  void queue_warmingPassedOver_getsItsTurn() {
    WaitQueue queue = new WaitQueue(100);
    for (int i = 0; i < 40; i++) {
      Priority priority = i == 0 ? Priority.WARMING : Priority.INTERACTIVE;
      Acquire request = new Acquire("p", 1, 1, priority, 1_000);
      queue.offer(new Waiter(request, io.vertx.core.Promise.promise(), 0, i));
    }
    int before = 0;
    for (Waiter head = queue.head(); head != null; head = queue.head()) {
      if (head.priority() == Priority.WARMING) {
        break;
      }
      queue.remove(head);
      queue.served(head);
      before++;
    }
    assertThat(before).isEqualTo(WaitQueue.FAIRNESS);
  }
}
