package dev.windsock.answer;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Outcome;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one answer of what the sources gave. Pure, and safe on any thread. */
@FunctionalInterface
public interface Blender {
  /**
   * What one source gave.
   *
   * @param id the provider
   * @param outcome a reading, or why there is none
   * @param weight the provider's weight, above 0
   * @param halfLife in which its posts lose half their weight
   * @param level where the reading was found: {@code near}, {@code far}, {@code loaded}; null
   *     without one
   */
  record Source(
      String id, Outcome outcome, double weight, Duration halfLife, @Nullable String level) {}

  /**
   * Blends.
   *
   * @param symbol what the answer is about
   * @param window how far back posts count
   * @param evidence how many posts to show
   * @param atMillis the instant that the answer holds for, wall time in ms
   * @param sources what each source gave, in the order of configuration
   */
  Answer blend(Symbol symbol, Duration window, int evidence, long atMillis, List<Source> sources);
}
