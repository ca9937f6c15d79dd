package dev.windsock.sentiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Series.Hour;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesTest {
  private static Series random(Random random) {
    Map<String, List<Hour>> bySource = new HashMap<>();
    for (String source : List.of("a", "b", "c")) {
      List<Hour> hours = new ArrayList<>();
      for (int hour = 0; hour < 12; hour++) {
        if (random.nextBoolean()) {
          hours.add(
              new Hour(
                  hour,
                  random.nextInt(3),
                  random.nextInt(2),
                  random.nextInt(2) - .5f,
                  random.nextInt(2)));
        }
      }
      bySource.put(source, hours);
    }
    return new Series(bySource);
  }

  @Test
  void merged_anyOrderAndAnyNumberOfTimes_isTheSame() {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      Series a = random(random);
      Series b = random(random);
      Series c = random(random);
      Series all = a.merged(b, 2).merged(c, 2);
      assertThat(c.merged(b.merged(a, 2), 2)).isEqualTo(all);
      assertThat(all.merged(b, 2).merged(a, 2)).isEqualTo(all);
    }
  }

  @Test
  void merged_sameHourTwice_theAccountThatSawMoreStands() {
    Series few = new Series(Map.of("a", List.of(new Hour(9, 2, 2, 1, 0))));
    Series many = new Series(Map.of("a", List.of(new Hour(9, 5, 4, -1, 0))));
    assertThat(few.merged(many, 0)).isEqualTo(many);
    assertThat(many.merged(few, 0)).isEqualTo(many);
  }

  @Test
  void merged_hoursTooOld_areForgotten() {
    Series old = new Series(Map.of("a", List.of(new Hour(1, 2, 2, 1, 0))));
    assertThat(old.merged(Series.EMPTY, 2)).isEqualTo(Series.EMPTY);
    assertThat(Series.EMPTY.merged(old, 2)).isEqualTo(Series.EMPTY);
  }

  @Test
  void hourOf_theEndsOfAnHour_areInIt() {
    assertThat(Series.hourOf(Series.millisOf(495_000))).isEqualTo(495_000);
    assertThat(Series.hourOf(Series.millisOf(495_001) - 1)).isEqualTo(495_000);
  }

  @Test
  void hours_span_areThoseFromItsFirstToBeforeItsEnd() {
    Random random = new Random(8);
    for (int i = 0; i < 200; i++) {
      Series series = random(random);
      int from = random.nextInt(16) - 2;
      int until = from + random.nextInt(8);
      List<Hour> within = new ArrayList<>(series.hours("a"));
      within.removeIf(hour -> hour.hour() < from || hour.hour() >= until);
      assertThat(series.hours("a", from, until)).isEqualTo(within);
    }
    assertThat(Series.EMPTY.hours("a", 0, 9)).isEmpty();
  }
}
