package dev.windsock.score;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much is said in a window that ends now, and how unusual that is. Readings are bounded and
 * forget, the oldest first: of each hour, the posts that were written down but are held no more
 * count as well, by the share of the time before those held that lies in the window. What is usual
 * is taken from the same hours, so both sides are counted alike; and of each source only up to when
 * it was last heard: its silence since then is ours.
 *
 * @param count posts in the window, near-duplicates included
 * @param z how unusual that is, as {@link Trend#buzz} says
 */
record Mentions(double count, @Nullable Double z) {
  /**
   * @param trend of the sources that gave a reading
   */
  static Mentions of(BlendRequest request, Pool pool, Trend trend) {
    long until = request.asOfMillis() + 1;
    long from = until - request.window().toMillis();
    double count = 0;
    Map<String, Long> heardUntil = new HashMap<>();
    for (int k = 0; k < pool.sources.size(); k++) {
      SourceView view = pool.sources.get(k);
      Reading reading = view.outcome().reading();
      if (reading != null) {
        Long newest = reading.newestMillis();
        long heard = Math.max(reading.readAtMillis(), newest == null ? 0 : newest) + 1;
        heardUntil.put(view.id(), heard);
        count += count(pool, k, request.past(), from, until, heard);
      }
    }
    return new Mentions(count, trend.buzz(count, from, until, heardUntil));
  }

  private static double count(
      Pool pool, int k, Series past, long fromMillis, long untilMillis, long heardMillis) {
    int first = Series.hourOf(fromMillis);
    int[] held = new int[Series.hourOf(untilMillis - 1) + 1 - first];
    long[] oldest = new long[held.length];
    Arrays.fill(oldest, Long.MAX_VALUE);
    double count = 0;
    for (int i = pool.begin[k]; i < pool.begin[k + 1]; i++) {
      long at = pool.posts[i].publishedAtMillis();
      int hour = Series.hourOf(at) - first;
      if (hour >= 0 && hour < held.length) {
        held[hour]++;
        oldest[hour] = Math.min(oldest[hour], at);
        count += at >= fromMillis && at < untilMillis ? 1 : 0;
      }
    }
    String source = pool.sources.get(k).id();
    for (Series.Hour hour : past.hours(source, first, first + held.length)) {
      int place = hour.hour() - first;
      int forgotten = Math.max(0, hour.mentions() - held[place]);
      long begin = Series.millisOf(hour.hour());
      // The oldest are forgotten first. The begun hour tells of what was said until now, which may
      // be later than is asked for.
      long told = Math.min(Math.max(untilMillis, heardMillis), Series.millisOf(hour.hour() + 1));
      long end = Math.max(begin + 1, Math.min(told, oldest[place]));
      long within = Math.min(untilMillis, end) - Math.max(begin, fromMillis);
      count += forgotten * (double) Math.max(0, within) / (end - begin);
    }
    return count;
  }
}
