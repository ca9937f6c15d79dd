package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Series.Hour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TrendTest {
  private static final int NOW = 500_000;
  private static final long HOUR = 3_600_000;

  private static Trend trend(Map<String, List<Hour>> hours, Map<String, Double> weights) {
    return new Trend(new Series(hours), weights);
  }

  @Test
  void span_severalSources_isBlendedAsPostsAre() {
    Trend trend =
        trend(
            Map.of(
                "a", List.of(new Hour(NOW - 2, 12, 10, .6f, .04f), new Hour(NOW - 1, 8, 5, 0, 0)),
                "b", List.of(new Hour(NOW - 1, 3, 4, -.5f, .01f))),
            Map.of("a", 1.0, "b", 2.0));
    Trend.Span span = trend.span(NOW - 2, NOW, .1);
    // n = 15 + 2·4; the sum of means is 6 + 0 − 4.
    assertThat(span.number()).isCloseTo(23, within(1e-6));
    assertThat(span.score()).isCloseTo((10 * .1 + 2) / 33, within(1e-6));
    assertThat(span.mentions()).isEqualTo(23);
    Trend.Part part = Objects.requireNonNull(span.sources().get("a"));
    assertThat(part.score()).isCloseTo(.4, within(1e-6));
    double mean = 2.0 / 23;
    double squares = 10 * (.04 + .36) + 8 * (.01 + .25);
    double variance = squares / 23 - mean * mean;
    double margin = 1.96 * Math.sqrt((10 * .25 + 23 * variance) / 33 / 33);
    assertThat(span.high()).isCloseTo((10 * .1 + 2) / 33 + margin, within(1e-6));
  }

  @Test
  void span_nothingSaid_isNullNotZero() {
    Trend.Span span = trend(Map.of(), Map.of("a", 1.0)).span(NOW - 5, NOW, .3);
    assertThat(span.score()).isNull();
    assertThat(span.low()).isNull();
    assertThat(span.mentions()).isZero();
  }

  @Test
  void priorMean_littleSaid_isZero() {
    List<Hour> few = List.of(new Hour(NOW - 50, 29, 29, .5f, 0));
    assertThat(trend(Map.of("a", few), Map.of("a", 1.0)).priorMean(NOW)).isZero();
    List<Hour> enough = List.of(new Hour(NOW - 50, 30, 30, .5f, 0));
    assertThat(trend(Map.of("a", enough), Map.of("a", 1.0)).priorMean(NOW)).isEqualTo(.5);
    assertThat(trend(Map.of("a", enough), Map.of("a", 1.0)).priorMean(NOW - 50)).isZero();
    assertThat(trend(Map.of("a", enough), Map.of("a", 1.0)).priorMean(NOW + 671)).isZero();
  }

  @Test
  void buzz_accountTooShort_isNull() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 3 * 24; hour < NOW; hour++) {
      hours.add(new Hour(hour, 2, 2, 0, 0));
    }
    Trend trend = trend(Map.of("a", hours), Map.of("a", 1.0));
    assertThat(trend.buzzAt(5, 24, Series.millisOf(NOW))).isNull();
    // Three hours of the days before are known, though: 5 against 2, which scatter by √2.
    assertThat(trend.buzzAt(5, 1, Series.millisOf(NOW - 1))).isNull();
    assertThat(trend.buzzAt(5, 1, Series.millisOf(NOW))).isNull();
    hours.add(0, new Hour(NOW - 73, 2, 2, 0, 0));
    assertThat(trend(Map.of("a", hours), Map.of("a", 1.0)).buzzAt(5, 1, Series.millisOf(NOW)))
        .isCloseTo(3 / Math.sqrt(2), within(1e-9));
  }

  @Test
  void buzz_loudHourOfTheWeek_isComparedWithItsOwnKind() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 35 * 24; hour < NOW; hour++) {
      boolean loud = (NOW - 1 - hour) % 168 == 0;
      hours.add(new Hour(hour, loud ? 100 : 1, 1, 0, 0));
    }
    Trend trend = trend(Map.of("a", hours), Map.of("a", 1.0));
    assertThat(trend.buzzAt(100, 1, Series.millisOf(NOW))).isCloseTo(0, within(1e-9));
    assertThat(trend.buzzAt(100, 1, Series.millisOf(NOW - 1))).isGreaterThan(90);
  }

  @Test
  void buzzAt_theSameInEveryHour_isZeroAllTheHourLong() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 35 * 24; hour < NOW; hour++) {
      hours.add(new Hour(hour, 200, 200, 0, 0));
    }
    for (int minute : List.of(0, 1, 30, 59)) {
      List<Hour> begun = new ArrayList<>(hours);
      begun.add(new Hour(NOW, 200 * minute / 60, 1, 0, 0));
      Trend trend = trend(Map.of("a", begun), Map.of("a", 1.0));
      long at = Series.millisOf(NOW) + minute * 60_000L;
      assertThat(trend.mentions(24, at)).isCloseTo(4800, within(1.0));
      assertThat(trend.buzzAt(trend.mentions(24, at), 24, at)).isCloseTo(0, within(.02));
      assertThat(trend.mentions(1, at)).isCloseTo(200, within(1.0));
      assertThat(trend.buzzAt(trend.mentions(1, at), 1, at)).isCloseTo(0, within(.1));
    }
  }

  @Test
  void buzzAt_loudHourOfTheWeek_countsByItsShareInEverySpan() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 35 * 24; hour < NOW; hour++) {
      boolean loud = (NOW - hour) % 168 == 0;
      hours.add(new Hour(hour, loud ? 100 : 0, 1, 0, 0));
    }
    Trend trend = trend(Map.of("a", hours), Map.of("a", 1.0));
    long quarterPast = Series.millisOf(NOW) + 15 * 60_000L;
    assertThat(trend.buzzAt(25, 1, quarterPast)).isCloseTo(0, within(1e-9));
    assertThat(trend.buzzAt(75, 1, quarterPast + 3_600_000)).isCloseTo(0, within(1e-9));
    assertThat(trend.buzzAt(35, 1, quarterPast)).isCloseTo(10 / 5.0, within(1e-9));
  }

  @Test
  void mentions_silentSince_ageOut() {
    Trend trend = trend(Map.of("a", List.of(new Hour(NOW, 60, 9, 0, 0))), Map.of("a", 1.0));
    long end = Series.millisOf(NOW + 1);
    assertThat(trend.mentions(1, end - 1)).isEqualTo(60);
    assertThat(trend.mentions(1, end + 15 * 60_000)).isCloseTo(45, within(1e-9));
    assertThat(trend.mentions(1, end + 3_600_000)).isZero();
    assertThat(trend.mentions(24, end + 23 * 3_600_000L)).isEqualTo(60);
    assertThat(trend.mentions(24, end + 24 * 3_600_000L)).isZero();
  }

  @Test
  void buzz_oneOldPostOfAQuietSource_doesNotMakeTheOthersSilentBefore() {
    List<Hour> old = List.of(new Hour(NOW - 600, 1, 1, 0, 0), new Hour(NOW - 3, 1, 1, 0, 0));
    List<Hour> chatty = List.of(new Hour(NOW - 2, 40, 30, 0, 0), new Hour(NOW - 1, 40, 30, 0, 0));
    Map<String, Double> weights = Map.of("filings", 1.0, "posts", 1.0);
    Trend begun = trend(Map.of("filings", old, "posts", chatty), weights);
    assertThat(begun.buzzAt(80, 24, Series.millisOf(NOW))).isNull();

    List<Hour> usual = new ArrayList<>();
    for (int hour = NOW - 20 * 24; hour < NOW; hour++) {
      usual.add(new Hour(hour, 2, 2, 0, 0));
    }
    Trend known = trend(Map.of("filings", old, "posts", usual), weights);
    assertThat(known.buzzAt(48, 24, Series.millisOf(NOW))).isCloseTo(0, within(1e-9));
  }

  @Test
  void buzz_partOfAnHour_countsByItsShare() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 29 * 24; hour < NOW; hour++) {
      hours.add(new Hour(hour, hour % 2 == 0 ? 60 : 120, 1, 0, 0));
    }
    Trend trend = trend(Map.of("a", hours), Map.of("a", 1.0));
    long until = Series.millisOf(NOW) - 15 * 60_000;
    // Three quarters of an odd hour, and the last quarter of an even one.
    assertThat(trend.buzz(105, until - HOUR, until, Map.of())).isCloseTo(0, within(1e-9));
    assertThat(trend.buzz(15, until - HOUR, until, Map.of("a", until - HOUR / 2 - HOUR / 4)))
        .isCloseTo(0, within(1e-9));
    assertThat(trend.buzz(0, until - HOUR, until, Map.of("a", until - 2 * HOUR)))
        .isCloseTo(0, within(1e-9));
  }

  @Test
  void buzz_spanLongerThanADay_isNotComparedWithAPartOfItself() {
    List<Hour> hours = new ArrayList<>();
    for (int hour = NOW - 20 * 24; hour < NOW; hour++) {
      hours.add(new Hour(hour, 2, 2, 0, 0));
    }
    Trend trend = trend(Map.of("a", hours), Map.of("a", 1.0));
    assertThat(trend.buzzAt(2 * 24, 24, Series.millisOf(NOW))).isCloseTo(0, within(1e-9));
    assertThat(trend.buzzAt(2 * 168, 168, Series.millisOf(NOW))).isNull();
  }
}
