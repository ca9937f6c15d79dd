package dev.windsock.score;

import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Series;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reading cut into hours, each weighed as {@link Blend} would at its end with a window of an
 * hour; counts of attention are no posts and have no hours. Pure and safe on any thread. Time is
 * linear in the posts for each hour that has any.
 */
public final class Hours {
  private static final long HOUR_MILLIS = 3_600_000;

  private Hours() {}

  /**
   * The hours of a reading that show more posts than is known.
   *
   * @param halfLife the source's
   * @param fromHour hours before it are left out, {@link Series#hourOf}
   * @param known what is written down already
   * @return oldest first
   */
  public static List<Series.Hour> of(
      Reading reading, Duration halfLife, int fromHour, List<Series.Hour> known) {
    Map<Integer, Integer> more = new HashMap<>();
    for (ScoredPost post : reading.posts()) {
      if (!post.tellsCount()) {
        more.merge(Series.hourOf(post.publishedAtMillis()), 1, Integer::sum);
      }
    }
    for (Series.Hour hour : known) {
      more.computeIfPresent(hour.hour(), (at, count) -> count > hour.mentions() ? count : null);
    }
    more.keySet().removeIf(hour -> hour < fromHour);
    if (more.isEmpty()) {
      return List.of();
    }
    SourceView view =
        new SourceView(reading.provider(), new Outcome.Fresh(reading), 1, halfLife, null);
    Pool pool = Pool.of(List.of(view), BlendOptions.DEFAULTS.duplicateBits());
    return more.keySet().stream().sorted().map(hour -> weighed(pool, hour)).toList();
  }

  private static Series.Hour weighed(Pool pool, int hour) {
    // The last millisecond: a post of the next hour must not count.
    long endMillis = Series.millisOf(hour + 1) - 1;
    Moment moment = Moment.at(endMillis, HOUR_MILLIS, pool, BlendOptions.DEFAULTS, 0);
    return new Series.Hour(
        hour,
        moment.mentions(),
        (float) moment.number(0),
        (float) moment.mean(0),
        (float) moment.variance());
  }
}
