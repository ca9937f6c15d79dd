package dev.windsock.score;

import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much more interest a symbol finds than it used to, from counts such as the views of its
 * article: the newest count over the median of those before it. Says nothing of anybody's opinion.
 */
final class Attention {
  /** With fewer earlier counts there is nothing to compare with. */
  private static final int MIN_EARLIER = 3;

  private Attention() {}

  /** 1 for as usual; the mean over the sources that count; null where none has enough to tell. */
  static @Nullable Double of(List<SourceView> sources, long asOfMillis) {
    double sum = 0;
    int told = 0;
    for (SourceView view : sources) {
      Reading reading = view.outcome().reading();
      Double ratio = reading == null ? null : ratio(reading.posts(), asOfMillis);
      if (ratio != null) {
        sum += ratio;
        told++;
      }
    }
    return told == 0 ? null : sum / told;
  }

  private static @Nullable Double ratio(List<ScoredPost> newestFirst, long asOfMillis) {
    double[] counts =
        newestFirst.stream()
            .filter(post -> post.tellsCount() && post.publishedAtMillis() <= asOfMillis)
            .mapToDouble(Attention::count)
            .toArray();
    if (counts.length <= MIN_EARLIER) {
      return null;
    }
    double[] earlier = Arrays.copyOfRange(counts, 1, counts.length);
    Arrays.sort(earlier);
    double usual = earlier[earlier.length / 2];
    return usual > 0 ? counts[0] / usual : null;
  }

  private static double count(ScoredPost post) {
    Double count = post.engagement();
    return count == null ? 0 : count;
  }

  /** Whether a reading has counts. */
  static boolean isTold(@Nullable Reading reading) {
    return reading != null && reading.posts().stream().anyMatch(ScoredPost::tellsCount);
  }
}
