package dev.windsock.sentiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The past of one symbol, hour by hour and source by source. What two instances saw of it is
 * brought together by {@link #merged}, in any order and any number of times with the same outcome:
 * of each hour the account that saw more posts stands. Immutable.
 *
 * @param bySource each source's hours, oldest first, no hour twice; the sources in their
 *     alphabetical order
 */
public record Series(Map<String, List<Hour>> bySource) {
  /** Nothing known. */
  public static final Series EMPTY = new Series(Map.of());

  private static final long HOUR_MILLIS = 3_600_000;

  /** More posts first; what remains only makes the order total, so that merging commutes. */
  private static final Comparator<Hour> MORE =
      Comparator.comparingInt(Hour::mentions)
          .thenComparingDouble(Hour::number)
          .thenComparingDouble(Hour::mean)
          .thenComparingDouble(Hour::variance);

  /**
   * One hour of one source.
   *
   * @param hour since 1970, UTC
   * @param mentions posts published in it, near-duplicates included, ≥ 0
   * @param number the effective number of posts, ≥ 0
   * @param mean their weighted mean, −1 to 1
   * @param variance their weighted variance, 0 to 1
   */
  public record Hour(int hour, int mentions, float number, float mean, float variance) {}

  public Series {
    TreeMap<String, List<Hour>> sorted = new TreeMap<>();
    bySource.forEach(
        (source, hours) -> {
          if (!hours.isEmpty()) {
            sorted.put(source, List.copyOf(hours));
          }
        });
    bySource = Collections.unmodifiableMap(sorted);
  }

  /** The hour that a wall time in ms falls into. */
  public static int hourOf(long millis) {
    return (int) Math.floorDiv(millis, HOUR_MILLIS);
  }

  /** When an hour begins, wall time in ms. */
  public static long millisOf(int hour) {
    return hour * HOUR_MILLIS;
  }

  /** The hours of a source, oldest first; empty for an unknown one. */
  public List<Hour> hours(String source) {
    return bySource.getOrDefault(source, List.of());
  }

  /**
   * The hours of a source within a span, oldest first. Time is logarithmic in all that are kept.
   *
   * @param fromHour the first hour that counts
   * @param untilHour the first that does not, ≥ {@code fromHour}
   */
  public List<Hour> hours(String source, int fromHour, int untilHour) {
    List<Hour> all = hours(source);
    return all.subList(place(all, fromHour), place(all, untilHour));
  }

  /** How many hours lie before one. */
  private static int place(List<Hour> hours, int hour) {
    int low = 0;
    int high = hours.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (hours.get(middle).hour < hour) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * This and another account of the same symbol together.
   *
   * @param oldestHour hours before it are forgotten
   */
  public Series merged(Series other, int oldestHour) {
    Map<String, List<Hour>> all = new TreeMap<>();
    bySource.forEach((source, hours) -> all.put(source, merged(hours, List.of(), oldestHour)));
    other.bySource.forEach(
        (source, hours) -> all.put(source, merged(hours(source), hours, oldestHour)));
    return new Series(all);
  }

  private static List<Hour> merged(List<Hour> one, List<Hour> two, int oldestHour) {
    List<Hour> merged = new ArrayList<>(one.size() + two.size());
    int i = 0;
    int k = 0;
    while (i < one.size() || k < two.size()) {
      Hour next;
      if (k == two.size() || (i < one.size() && one.get(i).hour < two.get(k).hour)) {
        next = one.get(i++);
      } else if (i == one.size() || two.get(k).hour < one.get(i).hour) {
        next = two.get(k++);
      } else {
        next = MORE.compare(one.get(i), two.get(k)) >= 0 ? one.get(i) : two.get(k);
        i++;
        k++;
      }
      if (next.hour >= oldestHour) {
        merged.add(next);
      }
    }
    return merged;
  }
}
