package dev.windsock.score;

import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.List;

/**
 * What to blend.
 *
 * @param symbol whose mood
 * @param window how far back posts count, above 0
 * @param asOfMillis the instant that the answer holds for, wall time in ms; later posts do not
 *     count
 * @param sources what the sources gave, in the order of configuration
 * @param evidence how many of the weightiest posts to show
 * @param simulated whether the upstreams are simulators
 * @param scorer what scored the posts
 * @param past the symbol's hours so far: the prior, what is usual, and what readings forgot
 */
public record BlendRequest(
    Symbol symbol,
    Duration window,
    long asOfMillis,
    List<SourceView> sources,
    int evidence,
    boolean simulated,
    Answer.ScorerId scorer,
    Series past) {
  public BlendRequest {
    sources = List.copyOf(sources);
    if (window.toMillis() < 1) {
      throw new InvalidValueException("window", window, "1 ms or more");
    }
  }
}
