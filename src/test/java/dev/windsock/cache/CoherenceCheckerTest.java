package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.CoherenceChecker.Bounds;
import dev.windsock.cache.CoherenceHistory.Disturbance;
import dev.windsock.cache.CoherenceHistory.Read;
import dev.windsock.cache.CoherenceHistory.Write;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker itself: it must see what is wrong and nothing else. */
class CoherenceCheckerTest {
  private final CoherenceHistory history = new CoherenceHistory();

  private List<String> check() {
    return new CoherenceChecker(new Bounds(10, 5), key -> key.startsWith("s") ? 40 : Long.MAX_VALUE)
        .check(history);
  }

  private void write(String key, long version, int by, long ackNanos) {
    history.add(new Write(key, version, by, ackNanos - 1, ackNanos));
  }

  private void read(String key, long version, int by, long startNanos) {
    read(key, version, by, startNanos, startNanos);
  }

  private void read(String key, long version, int by, long startNanos, long endNanos) {
    String value = version == 0 ? "" : key + "#" + version;
    history.add(new Read(key, version, value, by, startNanos, endNanos));
  }

  @Test
  void check_withinTheBound_findsNothing() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 200);
    read("a", 0, 1, 109);
    read("a", 1, 1, 209);
    read("a", 2, 1, 211);
    assertThat(check()).isEmpty();
  }

  @Test
  void check_afterTheBound_findsTheOldAndTheLost() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 200);
    read("a", 0, 1, 111);
    read("a", 1, 1, 211);
    assertThat(check()).hasSize(2);
  }

  @Test
  void check_readerAway_allowsWhatItHadAndNothingOlder() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 150);
    write("a", 3, 0, 210);
    history.add(new Disturbance(1, 200, 300, 300));
    read("a", 2, 1, 290);
    read("a", 0, 1, 290);
    read("a", 2, 1, 305);
    assertThat(check()).isEmpty();
    read("a", 1, 1, 290);
    assertThat(check()).hasSize(1);
  }

  @Test
  void check_readerCutOffMeanwhile_allowsNothingButNotTheOld() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 150);
    history.add(new Disturbance(1, 200, 300, 300));
    read("a", 0, 1, 195, 201);
    assertThat(check()).isEmpty();
    read("a", 1, 1, 195, 201);
    read("a", 0, 1, 195, 199);
    assertThat(check()).hasSize(2);
  }

  @Test
  void check_readerBack_mustSeeWhatWasWrittenWhileItWasAway() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 210);
    history.add(new Disturbance(1, 200, 300, 300));
    read("a", 1, 1, 306);
    assertThat(check()).hasSize(1);
  }

  @Test
  void check_writerAway_isSeenFromItsRecoveryOn() {
    write("a", 1, 0, 100);
    write("a", 2, 0, 250);
    history.add(new Disturbance(0, 200, 300, 400));
    read("a", 1, 1, 409);
    assertThat(check()).isEmpty();
    read("a", 1, 1, 411);
    assertThat(check()).hasSize(1);
  }

  @Test
  void check_readerAwayForLongerThanTheTtl_mustLoad() {
    write("s", 1, 0, 100);
    write("s", 2, 0, 210);
    history.add(new Disturbance(1, 200, 900, 900));
    read("s", 1, 1, 255);
    assertThat(check()).isEmpty();
    read("s", 1, 1, 300);
    assertThat(check()).hasSize(1);
  }

  @Test
  void check_anotherKeysValue_isFound() {
    history.add(new Read("a", 1, "b#1", 0, 100, 100));
    assertThat(check()).hasSize(1);
  }
}
