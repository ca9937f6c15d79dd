package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HoursTest {
  private static final int NOW = 500_000;
  private static final Duration HALF_LIFE = Duration.ofHours(6);

  private static ScoredPost post(String id, long atMillis, double score) {
    return new ScoredPost(
        id,
        atMillis,
        score,
        1,
        1,
        null,
        null,
        null,
        false,
        id.hashCode() * 0x9e3779b97f4a7c15L,
        List.of());
  }

  private static Reading reading(ScoredPost... posts) {
    return new Reading("a", "ACME", 0, null, List.of(posts), Reading.Filtered.NONE, null);
  }

  @Test
  void of_postsAtTheEdgesOfAnHour_countInTheirOwn() {
    Reading reading =
        reading(
            post("third", Series.millisOf(NOW + 1), 1),
            post("second", Series.millisOf(NOW + 1) - 1, -1),
            post("first", Series.millisOf(NOW), -1));
    List<Series.Hour> hours = Hours.of(reading, HALF_LIFE, NOW, List.of());
    assertThat(hours).extracting(Series.Hour::hour).containsExactly(NOW, NOW + 1);
    assertThat(hours).extracting(Series.Hour::mentions).containsExactly(2, 1);
    assertThat(hours).extracting(Series.Hour::mean).containsExactly(-1f, 1f);
  }

  @Test
  void of_countsOfAttention_haveNoHours() {
    Reading views = reading(ScoredPost.ofCount("views", Series.millisOf(NOW), 7_000, null));
    assertThat(Hours.of(views, HALF_LIFE, NOW - 5, List.of())).isEmpty();
  }
}
