package dev.windsock.score;

import dev.windsock.sentiment.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Series} says of spans of whole hours. A span is blended as {@link Blend} blends
 * posts: per source the hours' means by their effective numbers, over the sources with their
 * weights and the prior. Pure and safe on any thread.
 */
public final class Trend {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int WEEK = 168;
  private static final int DAY = 24;

  /** With fewer posts than that, the long-run mean says nothing yet. */
  private static final double MIN_PRIOR_NUMBER = 30;

  /** With fewer samples than that, nothing is usual. */
  private static final int MIN_SAMPLES = 3;

  /** The share of all mentions by which an account is as good as whole. */
  private static final double MOST = .75;

  private final Series series;
  private final Map<String, Double> weights;
  private final BlendOptions options = BlendOptions.DEFAULTS;

  /**
   * @param series the past of a symbol
   * @param weights the sources that count, with their configured weights
   */
  public Trend(Series series, Map<String, Double> weights) {
    this.series = series;
    this.weights = weights;
  }

  /**
   * What was said in a span of time.
   *
   * @param score −1 to 1; null where nothing was said
   * @param low lower end of the 95 % interval; null without a score
   * @param high its upper end; null without a score
   * @param mentions posts, near-duplicates included
   * @param number the effective number of posts
   * @param sources each source that said something, in alphabetical order
   */
  public record Span(
      @Nullable Double score,
      @Nullable Double low,
      @Nullable Double high,
      int mentions,
      double number,
      Map<String, Part> sources) {}

  /**
   * One source's part of a span.
   *
   * @param score its mean; null where all that it said weighs nothing
   * @param mentions its posts
   */
  public record Part(@Nullable Double score, int mentions) {}

  /**
   * The span from one hour to another.
   *
   * @param fromHour the first hour that counts
   * @param untilHour the first that does not
   * @param prior what the score shrinks toward, −1 to 1
   */
  public Span span(int fromHour, int untilHour, double prior) {
    Map<String, Part> parts = new LinkedHashMap<>();
    Sums all = new Sums();
    int mentions = 0;
    for (String source : series.bySource().keySet()) {
      Double weight = weights.get(source);
      if (weight == null) {
        continue;
      }
      Sums own = new Sums();
      int said = 0;
      for (Series.Hour hour : series.hours(source, fromHour, untilHour)) {
        own.add(hour.number(), hour.mean(), hour.variance());
        said += hour.mentions();
      }
      if (said > 0) {
        mentions += said;
        parts.put(source, new Part(own.number > 0 ? own.mean() : null, said));
        all.add(weight * own.number, own.mean(), own.variance());
      }
    }
    return blended(all, prior, mentions, parts);
  }

  private Span blended(Sums all, double prior, int mentions, Map<String, Part> parts) {
    if (!(all.number > 0)) {
      return new Span(null, null, null, mentions, 0, parts);
    }
    double kappa = options.priorWeight();
    double total = kappa + all.number;
    double score = (kappa * prior + all.weighted) / total;
    double sigma0 = options.priorDeviation();
    double sigma2 = (kappa * sigma0 * sigma0 + all.number * all.variance()) / total;
    double margin = 1.96 * StrictMath.sqrt(sigma2 / total);
    return new Span(
        score,
        StrictMath.max(-1, score - margin),
        StrictMath.min(1, score + margin),
        mentions,
        all.number,
        parts);
  }

  /**
   * The mean of the 30 days before an hour; 0 until enough was said in them.
   *
   * @param beforeHour the first hour that does not count
   */
  public double priorMean(int beforeHour) {
    Sums all = new Sums();
    for (Map.Entry<String, Double> source : weights.entrySet()) {
      for (Series.Hour hour : series.hours(source.getKey(), beforeHour - 30 * DAY, beforeHour)) {
        all.add(source.getValue() * hour.number(), hour.mean(), hour.variance());
      }
    }
    return all.number < MIN_PRIOR_NUMBER ? 0 : all.mean();
  }

  /**
   * About how many posts a span has that ends within an hour: of the hour in which it begins the
   * share that lies in the span counts, and the hour in which it ends as far as it is written.
   *
   * @param hours the span's length in hours, ≥ 1
   * @param atMillis its end, the present: wall time in ms
   */
  public double mentions(int hours, long atMillis) {
    long end = Series.millisOf(Series.hourOf(atMillis) + 1);
    double sum = 0;
    for (String source : weights.keySet()) {
      sum += mentions(source, atMillis - hours * HOUR_MILLIS, end);
    }
    return sum;
  }

  /**
   * How unusual a number of mentions is for its hour of the week, in standard deviations: against
   * the same span one, two, three and four weeks ago, and, until there are enough of those, the
   * days before. The deviation is never taken below the square root of the mean: counts scatter by
   * that much of themselves. Of the first and the last hour of every earlier span the shares count
   * that lie in it.
   *
   * @param mentions in the span
   * @param hours the span's length in hours, ≥ 1
   * @param atMillis its end, wall time in ms
   * @return null until there are three earlier spans
   */
  public @Nullable Double buzzAt(double mentions, int hours, long atMillis) {
    return buzz(mentions, atMillis - hours * HOUR_MILLIS, atMillis, Map.of());
  }

  /**
   * The same of any span. One longer than a day is compared with earlier weeks alone, and one
   * longer than a week with nothing: it would be with a part of itself.
   *
   * @param mentions in the span
   * @param fromMillis when it begins, wall time in ms
   * @param untilMillis when it is over, wall time in ms
   * @param heardUntil when what the mentions tell of a source is over, where that is earlier: of
   *     earlier spans no more counts of it
   * @return null until there are three earlier spans
   */
  @Nullable Double buzz(
      double mentions, long fromMillis, long untilMillis, Map<String, Long> heardUntil) {
    int first = firstHour();
    double sum = 0;
    double squares = 0;
    int samples = 0;
    for (int step : new int[] {WEEK, DAY}) {
      long stepMillis = step * HOUR_MILLIS;
      int most = stepMillis < untilMillis - fromMillis ? 0 : step == WEEK ? 4 : 6;
      for (int i = 1; i <= most && samples < (step == WEEK ? 4 : MIN_SAMPLES); i++) {
        long ago = i * stepMillis;
        if (Series.hourOf(fromMillis - ago) < first) {
          break;
        }
        double count = 0;
        for (String source : weights.keySet()) {
          long until = Math.min(untilMillis, heardUntil.getOrDefault(source, untilMillis));
          count += mentions(source, fromMillis - ago, until - ago);
        }
        sum += count;
        squares += count * count;
        samples++;
      }
    }
    if (samples < MIN_SAMPLES) {
      return null;
    }
    double mean = sum / samples;
    double deviation = StrictMath.sqrt(StrictMath.max(0, squares / samples - mean * mean));
    double floor = StrictMath.max(1, StrictMath.sqrt(mean));
    return (mentions - mean) / StrictMath.max(deviation, floor);
  }

  /** What a source said in a span that is over; an hour partly in it counts by its share. */
  private double mentions(String source, long fromMillis, long untilMillis) {
    double sum = 0;
    if (fromMillis < untilMillis) {
      int from = Series.hourOf(fromMillis);
      for (Series.Hour hour : series.hours(source, from, Series.hourOf(untilMillis - 1) + 1)) {
        long begin = Math.max(fromMillis, Series.millisOf(hour.hour()));
        long end = Math.min(untilMillis, Series.millisOf(hour.hour() + 1));
        sum += hour.mentions() * (double) (end - begin) / HOUR_MILLIS;
      }
    }
    return sum;
  }

  /**
   * When the account begins: what lies before is unknown, not silent. That is when the sources had
   * begun that bring most of it; one that was first heard with a post of three weeks ago does not
   * make the others silent until then.
   */
  private int firstHour() {
    TreeMap<Integer, Integer> byFirst = new TreeMap<>();
    int all = 0;
    for (String source : weights.keySet()) {
      List<Series.Hour> hours = series.hours(source);
      if (!hours.isEmpty()) {
        int own = hours.stream().mapToInt(Series.Hour::mentions).sum();
        byFirst.merge(hours.get(0).hour(), own, Integer::sum);
        all += own;
      }
    }
    int begun = 0;
    for (Map.Entry<Integer, Integer> source : byFirst.entrySet()) {
      begun += source.getValue();
      if (begun >= MOST * all) {
        return source.getKey();
      }
    }
    return Integer.MAX_VALUE;
  }

  /** Means and variances of parts, brought together by their numbers. */
  private static final class Sums {
    private double number;
    private double weighted;
    private double squares;

    void add(double more, double mean, double variance) {
      number += more;
      weighted += more * mean;
      squares += more * (variance + mean * mean);
    }

    double mean() {
      return number > 0 ? weighted / number : 0;
    }

    double variance() {
      double mean = mean();
      return number > 0 ? StrictMath.max(0, squares / number - mean * mean) : 0;
    }
  }
}
