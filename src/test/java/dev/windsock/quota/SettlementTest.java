package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** From when calls count: 2 in a second, sent within 100 ms, under way for up to 5 s. */
class SettlementTest {
  private static final QuotaOptions OPTIONS =
      new QuotaOptions(1, 1, "", 9, Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ZERO);
  private static final long WINDOW_MICROS = 1_000_100;

  private final ManualClock clock = new ManualClock();
  private final Quotas quotas = new Quotas(clock, null, "ws", OPTIONS, new SimpleMeterRegistry());

  SettlementTest() {
    ProviderQuota quota = new ProviderQuota(List.of(new Window(2, Duration.ofSeconds(1))), "");
    quotas.start(Runnable::run, new MemoryJournal(), Map.of("p", quota));
  }

  private Future<Permit> ask(int wanted, long waitMillis) {
    return quotas.acquire(new Acquire("p", 1, wanted, Priority.INTERACTIVE, waitMillis));
  }

  private int granted() {
    return ask(1, 0).result().granted();
  }

  private void settle(Permit permit, int calls, boolean sent) {
    quotas.settle(new Settle("p", permit.grant(), calls, sent));
  }

  @Test
  void acquire_callsUnansweredPastTheWindow_countUntilTheyCannotBeUnderWay() {
    ask(2, 0);
    // However slow they are: a call sent late may arrive up to 5.1 s after its permit.
    clock.advance(Duration.ofNanos(5_100_000_000L + WINDOW_MICROS * 1_000 - 1));
    assertThat(granted()).isZero();
    clock.advanceNanos(1);
    assertThat(granted()).isOne();
  }

  @Test
  void settle_answered_countsFromTheAnswerOn() {
    Permit permit = ask(2, 0).result();
    clock.advance(Duration.ofMillis(200));
    settle(permit, 1, true);
    clock.advanceNanos(WINDOW_MICROS * 1_000 - 1);
    assertThat(granted()).isZero();
    clock.advanceNanos(1);
    assertThat(granted()).isOne();
    assertThat(granted()).as("the other is still under way").isZero();
  }

  @Test
  void settle_neverSent_isGivenBackAtOnce() {
    Permit permit = ask(2, 0).result();
    settle(permit, 2, false);
    assertThat(ask(3, 0).result().granted()).isEqualTo(2);
  }

  @Test
  void settle_moreOftenThanGrantedOrUnknown_changesNothing() {
    Permit permit = ask(1, 0).result();
    Permit other = ask(1, 0).result();
    settle(permit, 1, true);
    settle(permit, 1, false);
    settle(other, 2, false);
    settle(new Permit(1, "local", 0, "granted", 0, 0, 0), 1, false);
    quotas.settle(new Settle("nobody", other.grant(), 1, false));
    quotas.settle(new Settle("p", other.grant(), -1, false));
    assertThat(granted()).isZero();
    clock.advance(Duration.ofMillis(1_001));
    assertThat(granted()).isOne();
    assertThat(granted()).isZero();
  }

  @Test
  void settle_afterTheStampPassed_lowersNobodyElses() {
    Permit late = ask(1, 0).result();
    clock.advance(Duration.ofSeconds(5));
    ask(1, 0);
    clock.advance(Duration.ofMillis(100));
    settle(late, 1, false);
    clock.advance(Duration.ofMillis(900));
    assertThat(granted()).as("one at its stamp, one under way").isZero();
  }

  @Test
  void settle_someWait_theyAreServedAWindowAfterTheAnswer() {
    Permit permit = ask(2, 0).result();
    Future<Permit> waiting = ask(1, 3_000);
    assertThat(waiting.isComplete()).as("it may fit once they are answered").isFalse();
    clock.advance(Duration.ofMillis(300));
    settle(permit, 2, true);
    clock.advanceNanos(WINDOW_MICROS * 1_000 - 1);
    assertThat(waiting.isComplete()).isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(waiting.result().granted()).isOne();
    assertThat(clock.armed()).isZero();
  }

  @Test
  void settlements_moreThanMayWait_areMergedOnTheSafeSide() {
    Settlements settlements = new Settlements();
    long grants = 0;
    for (int i = 0; i < 3 * Settlements.MOST; i++) {
      settlements.add(1, 1_000 + i, i * 1_000L, i % 3 > 0);
      grants++;
    }
    List<SharedScript.Settled> sent = settlements.drain(10_000_000);
    assertThat(sent).hasSizeLessThanOrEqualTo(Settlements.MOST);
    assertThat(sent.stream().mapToLong(SharedScript.Settled::grants).sum()).isEqualTo(grants);
    assertThat(sent.get(0).grantedMicros()).as("the earliest grant").isEqualTo(1_000);
    assertThat(sent.get(0).ageMicros()).as("the latest answer").isLessThan(10_000 - 500);
    assertThat(settlements.drain(10_000_000)).as("at most once").isEmpty();
  }

  @Test
  void settlements_aLargeGrant_leavesInParts() {
    Settlements settlements = new Settlements();
    settlements.add(2 * Settlements.MOST_GRANTS + 1, 7, 0, true);
    assertThat(settlements.drain(0).get(0).grants()).isEqualTo(Settlements.MOST_GRANTS);
    assertThat(settlements.drain(0).get(0).grants()).isEqualTo(Settlements.MOST_GRANTS);
    assertThat(settlements.drain(0).get(0).grants()).isOne();
    assertThat(settlements.isEmpty()).isTrue();
  }
}
