package dev.windsock.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReadingTest {
  @Test
  void over_earlier_mergesByIdNewestFirst() {
    Reading earlier = reading("c1", post("a", 1, 0.1), post("b", 2, 0.2));
    Reading later = reading("c2", post("b", 2, 0.9), post("c", 3, 0.3));

    Reading merged = later.over(earlier, 10, 0);

    assertThat(merged.posts()).extracting(ScoredPost::id).containsExactly("c", "b", "a");
    assertThat(merged.posts().get(1).score()).isEqualTo(0.9);
    assertThat(merged.cursor()).isEqualTo("c2");
  }

  @Test
  void over_laterWithoutCursor_keepsTheEarlierOne() {
    assertThat(reading(null).over(reading("c1", post("a", 1, 0)), 10, 0).cursor()).isEqualTo("c1");
  }

  @Test
  void over_tooManyOrTooOld_dropsTheOldest() {
    Reading later = reading("c", post("a", 1, 0), post("b", 2, 0), post("c", 3, 0));
    assertThat(later.over(null, 2, 0).posts()).extracting(ScoredPost::id).containsExactly("c", "b");
    assertThat(later.over(null, 9, 3).posts()).extracting(ScoredPost::id).containsExactly("c");
  }

  @Test
  void over_anyOrderOfTheSameParts_givesTheSamePosts() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      Reading one = random(random);
      Reading two = random(random);
      Reading three = random(random);
      List<ScoredPost> left = three.over(two.over(one, 50, 0), 50, 0).posts();
      List<ScoredPost> again = three.over(two.over(three.over(one, 50, 0), 50, 0), 50, 0).posts();
      assertThat(again).isEqualTo(left);
    }
  }

  @Test
  void over_sameTwice_changesNothing() {
    Random random = new Random(8);
    for (int round = 0; round < 500; round++) {
      Reading earlier = counted(random);
      Reading later = counted(random);
      Reading merged = later.over(earlier, 9, 1);
      assertThat(later.over(merged, 9, 1)).isEqualTo(merged);
      assertThat(merged.over(earlier, 9, 1)).isEqualTo(merged);
      assertThat(merged.over(merged, 9, 1)).isEqualTo(merged);
      assertThat(merged.over(null, 9, 1)).isEqualTo(merged);
    }
  }

  @Test
  void over_theOtherWayRound_givesTheSamePostsTimesAndCounts() {
    Random random = new Random(9);
    for (int round = 0; round < 500; round++) {
      Reading one = redated(random);
      Reading two = redated(random);
      Reading three = redated(random);
      Reading merged = one.over(two.over(three, 50, 0), 50, 0);
      Reading again = three.over(one, 50, 0).over(two.over(three, 50, 0), 50, 0);
      assertThat(again.filtered()).isEqualTo(merged.filtered());
      assertThat(again.posts()).isEqualTo(merged.posts());
    }
  }

  @Test
  void over_laterCopyDatedAnew_wasPublishedWhenItFirstWas() {
    Reading merged = reading("c", post("a", 50, 0.9)).over(reading("c", post("a", 7, 0.1)), 10, 0);
    assertThat(merged.posts()).containsExactly(post("a", 7, 0.9));
  }

  /** Times may differ from copy to copy, all else may not. */
  private static Reading redated(Random random) {
    ScoredPost[] posts =
        random.ints(6, 0, 9).distinct().sorted().mapToObj(id -> "p" + id).toList().stream()
            .map(id -> post(id, random.nextInt(5), 0.5))
            .toArray(ScoredPost[]::new);
    return with(counts(random), reading("c", posts));
  }

  private static Reading counted(Random random) {
    return with(counts(random), random(random).over(null, 50, 0));
  }

  private static Reading.Filtered counts(Random random) {
    return new Reading.Filtered(random.nextInt(9), random.nextInt(9), random.nextInt(9));
  }

  private static Reading with(Reading.Filtered filtered, Reading reading) {
    return new Reading(
        reading.provider(),
        reading.symbol(),
        reading.readAtMillis(),
        reading.cursor(),
        reading.posts(),
        filtered,
        reading.quota());
  }

  private static Reading random(Random random) {
    return reading(
        "c",
        IntStream.range(0, random.nextInt(8))
            .mapToObj(i -> random.nextInt(20))
            .distinct()
            .map(id -> post("p" + id, id % 5, id / 20.0))
            .toArray(ScoredPost[]::new));
  }

  private static Reading reading(@Nullable String cursor, ScoredPost... posts) {
    return new Reading("p", "AAPL", 9, cursor, List.of(posts), Reading.Filtered.NONE, null);
  }

  private static ScoredPost post(String id, long at, double score) {
    return new ScoredPost(id, at, score, 1, 1, null, null, null, false, 0, List.of());
  }
}
