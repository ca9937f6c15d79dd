package dev.windsock.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.sentiment.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnwrittenTest {
  private final Unwritten unwritten = new Unwritten();

  private static Series said(int hour, int mentions) {
    return new Series(Map.of("tape", List.of(new Series.Hour(hour, mentions, mentions, 0, 0))));
  }

  @Test
  void next_someCannotBeWritten_theOthersHaveTheirTurnFirst() {
    for (String symbol : List.of("A", "B", "C")) {
      unwritten.add(symbol, said(1, 1), 0);
    }
    assertThat(unwritten.next(2).keySet()).containsExactly("A", "B");
    assertThat(unwritten.next(2).keySet()).containsExactly("C", "A");
    assertThat(unwritten.next(9).keySet()).containsExactly("B", "C", "A");
  }

  @Test
  void remove_moreWasAddedMeanwhile_allOfItStays() {
    unwritten.add("A", said(1, 1), 0);
    Series written = unwritten.of("A");
    unwritten.add("A", said(2, 1), 0);
    unwritten.remove("A", written);
    assertThat(unwritten.of("A").hours("tape")).hasSize(2);
    unwritten.remove("A", unwritten.of("A"));
    assertThat(unwritten.isEmpty()).isTrue();
    assertThat(unwritten.bytes()).isZero();
  }

  @Test
  void full_manyHours_saysSoAndNotBefore() {
    List<Series.Hour> hours = new ArrayList<>();
    for (int hour = 0; hour < 840; hour++) {
      hours.add(new Series.Hour(hour, 1, 1, 0, 0));
    }
    Series weeks = new Series(Map.of("tape", hours));
    long each = 840L * SeriesCodec.HOUR_HEAP_BYTES;
    int symbols = 0;
    while (!unwritten.full()) {
      unwritten.add("S" + symbols++, weeks, 0);
    }
    assertThat(symbols * each).isBetween(Unwritten.MAX_BYTES * 9 / 10, Unwritten.MAX_BYTES + each);
  }
}
