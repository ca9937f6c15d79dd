package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BarriersTest {
  private final Barriers barriers = new Barriers(100);

  private static Entry<String> entry(long storedAtMillis, String... tags) {
    return new Entry<>("v", 1, storedAtMillis, 1, 0, null, 1, 0, List.of(tags));
  }

  @Test
  void bars_madeAtOrBeforeTheBarrier_ofThatTagAndCacheAlone() {
    barriers.raise("one", "red", 1_000);
    assertThat(barriers.bars("one", entry(999, "blue", "red"))).isTrue();
    assertThat(barriers.bars("one", entry(1_000, "red"))).isTrue();
    assertThat(barriers.bars("one", entry(1_001, "red"))).isFalse();
    assertThat(barriers.bars("one", entry(999, "blue"))).isFalse();
    assertThat(barriers.bars("one", entry(999))).isFalse();
    assertThat(barriers.bars("two", entry(999, "red"))).isFalse();
  }

  @Test
  void raise_earlierThanItStands_changesNothing() {
    assertThat(barriers.raise("one", "red", 1_000)).isTrue();
    assertThat(barriers.raise("one", "red", 900)).isFalse();
    assertThat(barriers.raise("one", "red", 1_000)).isFalse();
    assertThat(barriers.bars("one", entry(950, "red"))).isTrue();
  }

  @Test
  void begin_inTheSameMillisecondAsABarrier_isAfterIt() {
    barriers.raise("one", "red", 1_000);
    assertThat(barriers.begin(1_000)).isEqualTo(1_001);
    assertThat(barriers.begin(1_001)).isEqualTo(1_001);
    // A barrier of a clock that is far ahead is not followed there.
    barriers.raise("one", "red", 100_000);
    assertThat(barriers.begin(1_000)).isEqualTo(1_000);
  }

  @Test
  void raise_moreThanThereIsRoomFor_staysBoundedAndWhatWasBarredStaysSo() {
    for (int i = 1; i <= 10_000; i++) {
      barriers.raise("one", "tag" + i, i);
      assertThat(barriers.size()).isLessThanOrEqualTo(100);
    }
    for (int i = 1; i <= 10_000; i += 7) {
      assertThat(barriers.bars("one", entry(i, "tag" + i))).as("tag%d", i).isTrue();
    }
    assertThat(barriers.bars("one", entry(10_001, "tag10000"))).isFalse();
    assertThat(barriers.bars("one", entry(9_990, "another"))).isFalse();
    assertThat(barriers.bars("one", entry(1, "another"))).isTrue();
    assertThat(barriers.bars("one", entry(1))).isFalse();
  }
}
