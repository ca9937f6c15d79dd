package dev.windsock.score;

import dev.windsock.sentiment.Series;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How far the score moved since an hour, a day and a week ago. What the score was then is blended
 * from the posts still held, or from the hours kept of them, whichever saw more of that window:
 * readings are bounded and forget, hours are whole and coarse, so that those nearest to the window
 * stand for it.
 */
final class Changes {
  private static final long HOUR_MILLIS = 3_600_000;

  private final Trend trend;
  private final int windowHours;
  private final double prior;
  private final LongFunction<Moment> at;

  /**
   * @param at blends the posts held at a wall time in ms
   */
  Changes(Trend trend, int windowHours, double prior, LongFunction<Moment> at) {
    this.trend = trend;
    this.windowHours = windowHours;
    this.prior = prior;
    this.at = at;
  }

  Map<String, @Nullable Double> of(long asOfMillis, Pool pool, Moment now) {
    Map<String, @Nullable Double> changes = new LinkedHashMap<>();
    changes.put("1h", since(asOfMillis - HOUR_MILLIS, pool, now));
    changes.put("24h", since(asOfMillis - 24 * HOUR_MILLIS, pool, now));
    changes.put("7d", since(asOfMillis - 168 * HOUR_MILLIS, pool, now));
    return Collections.unmodifiableMap(changes);
  }

  private @Nullable Double since(long thenMillis, Pool pool, Moment now) {
    if (!now.hasData()) {
      return null;
    }
    int hour = Series.hourOf(thenMillis + HOUR_MILLIS / 2);
    Trend.Span kept = trend.span(hour - windowHours, hour, prior);
    boolean held =
        pool.order.length > 0 && pool.posts[pool.order[0]].publishedAtMillis() <= thenMillis;
    if (held) {
      Moment then = at.apply(thenMillis);
      if (then.hasData() && then.mentions() >= kept.mentions()) {
        return now.score() - then.score();
      }
    }
    Double earlier = kept.score();
    return earlier == null ? null : now.score() - earlier;
  }
}
