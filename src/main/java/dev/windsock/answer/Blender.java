package dev.windsock.answer;

import dev.windsock.score.SourceView;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.List;

/** Makes one answer of what the sources gave. Pure, and safe on any thread. */
@FunctionalInterface
public interface Blender {
  /**
   * Blends.
   *
   * @param symbol what the answer is about
   * @param window how far back posts count
   * @param evidence how many posts to show
   * @param atMillis the instant that the answer holds for, wall time in ms
   * @param past the symbol's hours so far
   * @param sources what each source gave, in the order of configuration
   */
  Answer blend(
      Symbol symbol,
      Duration window,
      int evidence,
      long atMillis,
      Series past,
      List<SourceView> sources);
}
