package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
  @Test
  void take_limitSpent_deniesUntilTheOldestIsAWindowOld() {
    Ledger ledger = new Ledger(5, new Ledger.Limit(3, 100));
    assertThat(ledger.take(0, 1, 1)).isEqualTo(1);
    assertThat(ledger.take(10, 1, 2)).isEqualTo(2);
    assertThat(ledger.take(20, 1, 1)).isZero();
    assertThat(ledger.fitsAt(20, 1)).isEqualTo(105);
    assertThat(ledger.take(104, 1, 1)).isZero();
    assertThat(ledger.take(105, 1, 1)).isEqualTo(1);
    assertThat(ledger.fitsAt(105, 1)).isEqualTo(115);
  }

  @Test
  void take_moreWantedThanFit_grantsWhatFits() {
    Ledger ledger = new Ledger(0, new Ledger.Limit(10, 100));
    assertThat(ledger.take(0, 3, 5)).isEqualTo(3);
    assertThat(ledger.remaining(0, 0)).isEqualTo(1);
    assertThat(ledger.fitsAt(0, 3)).isEqualTo(100);
    assertThat(ledger.fitsAt(0, 1)).isZero();
    assertThat(ledger.fitsAt(0, 11)).isEqualTo(Ledger.NEVER);
  }

  @Test
  void take_severalWindows_theTightestDecides() {
    Ledger ledger = new Ledger(0, new Ledger.Limit(2, 10), new Ledger.Limit(3, 1000));
    assertThat(ledger.take(0, 1, 5)).isEqualTo(2);
    assertThat(ledger.fitsAt(1, 1)).isEqualTo(10);
    assertThat(ledger.take(10, 1, 5)).isEqualTo(1);
    assertThat(ledger.fitsAt(10, 1)).isEqualTo(1000);
    assertThat(ledger.remaining(0, 10)).isEqualTo(1);
    assertThat(ledger.remaining(1, 10)).isZero();
    assertThat(ledger.leavesAt(1, 10)).isEqualTo(1000);
  }

  @Test
  void settle_arrivedEarlier_leavesTheWindowEarlier() {
    Ledger ledger = new Ledger(50, new Ledger.Limit(2, 100));
    assertThat(ledger.take(0, 1, 2)).isEqualTo(2);
    assertThat(ledger.fitsAt(0, 1)).isEqualTo(150);
    ledger.settle(1, 7, 8);
    assertThat(ledger.fitsAt(8, 1)).isEqualTo(107);
    assertThat(ledger.fitsAt(8, 2)).isEqualTo(150);
    ledger.settle(1, -1_000_000, 9);
    assertThat(ledger.fitsAt(9, 2)).as("never before one that is settled later").isEqualTo(107);
  }

  @Test
  void resized_toMoreAndLonger_forgetsNothingUnsafely() {
    Ledger ledger = new Ledger(0, new Ledger.Limit(2, 10));
    for (int t = 0; t <= 40; t += 10) {
      assertThat(ledger.take(t, 1, 2)).isEqualTo(2);
    }
    Ledger wider = ledger.resized(0, new Ledger.Limit(8, 100));
    assertThat(wider.take(45, 1, 8)).as("what may have been forgotten counts").isZero();
    Ledger narrower = new Ledger(0, new Ledger.Limit(8, 100));
    assertThat(narrower.take(0, 1, 5)).isEqualTo(5);
    assertThat(narrower.resized(0, new Ledger.Limit(6, 100)).take(1, 1, 8)).isEqualTo(1);
    assertThat(narrower.resized(0, new Ledger.Limit(3, 100)).take(1, 1, 8)).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 7, 100, 4_096, 5_000, 100_000})
  void take_randomDemand_neverMoreThanTheLimitInAnyWindow(long limit) {
    Random random = new Random(limit);
    long window = 100_000;
    Ledger ledger = new Ledger(0, new Ledger.Limit(limit, window));
    List<long[]> grants = new ArrayList<>();
    long now = 0;
    long inWindow = 0;
    int oldest = 0;
    for (int i = 0; i < 20_000; i++) {
      now += random.nextInt((int) (1 + 20 * window / Math.max(limit, 20)));
      int wanted = 1 + random.nextInt((int) (1 + limit / 8));
      int calls = ledger.take(now, 1, wanted);
      grants.add(new long[] {now, calls});
      inWindow += calls;
      while (now - grants.get(oldest)[0] >= window) {
        inWindow -= grants.get(oldest++)[1];
      }
      assertThat(inWindow).isLessThanOrEqualTo(limit);
      if (limit <= Ledger.EXACT && calls < wanted) {
        assertThat(inWindow).as("all that fits is granted").isEqualTo(limit);
      }
    }
  }

  @Test
  void settle_slotOfSeveralGrants_isLoweredWhenAllOfItAreSettled() {
    long limit = 3 * Ledger.EXACT;
    Ledger ledger = new Ledger(50, new Ledger.Limit(limit, 100));
    assertThat(ledger.take(0, 1, (int) limit)).isEqualTo((int) limit);
    ledger.settle(2, 5, 5);
    assertThat(ledger.fitsAt(5, 1)).isEqualTo(150);
    assertThat(ledger.hopesAt(5, 1)).isEqualTo(105);
    ledger.settle(1, 6, 7);
    assertThat(ledger.fitsAt(7, 1)).as("by the latest of the three").isEqualTo(106);
    assertThat(ledger.take(106, 1, 9)).isEqualTo(3);
  }

  @Test
  void settle_slotOfSeveralGrantsPassedBefore_doesNotCountTowardTheNext() {
    Ledger ledger = new Ledger(50, new Ledger.Limit(2 * Ledger.EXACT, 1_000));
    assertThat(ledger.take(0, 1, 2)).isEqualTo(2);
    ledger.settle(1, 40, 40);
    assertThat(ledger.take(45, 1, 2 * Ledger.EXACT)).isEqualTo(2 * Ledger.EXACT - 2);
    ledger.settle(1, 60, 60);
    assertThat(ledger.fitsAt(60, 3)).as("one of two is not settled").isEqualTo(1_095);
  }

  /** Calls arrive when they like, up to the guard; some say so, some are never sent. */
  @ParameterizedTest
  @ValueSource(longs = {50, 4_096, 9_000, 30_000})
  void settle_randomCalls_neverMoreThanTheLimitArriveInAnyWindow(long limit) {
    Random random = new Random(limit);
    long window = 10_000;
    int guard = 4_000;
    Ledger ledger = new Ledger(guard, new Ledger.Limit(limit, window));
    PriorityQueue<long[]> said =
        new PriorityQueue<>(Comparator.comparingLong((long[] one) -> one[0]));
    List<Long> arrivals = new ArrayList<>();
    long settled = 0;
    int hurry = 1;
    for (long now = 0; now < 8 * window; now += 1 + random.nextInt(200)) {
      for (; !said.isEmpty() && said.peek()[0] <= now; settled++) {
        ledger.settle(1, said.remove()[1], now);
      }
      hurry = random.nextInt(10) == 0 ? 1 + random.nextInt(guard) : hurry;
      int wanted = random.nextInt((int) (limit / 8) + 2);
      int calls = wanted == 0 ? 0 : ledger.take(now, 1, wanted);
      for (int i = 0; i < calls; i++) {
        long arrives = now + (random.nextInt(3) == 0 ? guard : random.nextInt(hurry));
        long answered = arrives + random.nextInt(100);
        boolean unsent = random.nextInt(20) == 0;
        if (!unsent) {
          arrivals.add(arrives);
        }
        // The next turn comes up to 200 later: what has passed its stamp by then is not said.
        if (answered + 200 < now + guard) {
          said.add(new long[] {answered, unsent ? -1_000_000 : answered});
        }
      }
    }
    Collections.sort(arrivals);
    for (int i = (int) limit; i < arrivals.size(); i++) {
      assertThat(arrivals.get(i) - arrivals.get(i - (int) limit)).isGreaterThanOrEqualTo(window);
    }
    assertThat(settled).isGreaterThan(limit);
    assertThat(arrivals.size()).isGreaterThan((int) (4 * limit));
  }

  @Test
  void settle_coarseAndAnsweredAtOnce_winsTheGuardBack() {
    long limit = 2 * Ledger.EXACT;
    Ledger ledger = new Ledger(500_000, new Ledger.Limit(limit, 1_000_000));
    long granted = 0;
    for (long now = 0; now < 10_000_000; now += 50) {
      int calls = ledger.take(now, 1, 1);
      granted += calls;
      ledger.settle(calls, now, now);
    }
    assertThat(granted).as("without settling two in three").isGreaterThan((long) (9.8 * limit));
  }

  @Test
  void take_coarse_usesNearlyAll() {
    long limit = 100_000;
    Ledger ledger = new Ledger(0, new Ledger.Limit(limit, 1_000_000));
    long granted = 0;
    for (long now = 0; now < 10_000_000; now += 5) {
      granted += ledger.take(now, 1, 1);
    }
    assertThat(granted).isBetween((long) (0.99 * 10 * limit), 10 * limit);
  }
}
