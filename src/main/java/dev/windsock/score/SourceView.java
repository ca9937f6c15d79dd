package dev.windsock.score;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Outcome;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one source brings to a blend.
 *
 * @param id the provider
 * @param outcome its reading, or why there is none
 * @param weight how much its posts count against other sources', 0 to 1000; 1 is usual
 * @param halfLife after which a post counts half, above 0
 * @param level where the reading was found ({@code near}, {@code far}, {@code loaded}), or null
 */
public record SourceView(
    String id, Outcome outcome, double weight, Duration halfLife, @Nullable String level) {
  public SourceView {
    Check.range("weight", weight, 0, 1000);
    if (halfLife.toMillis() < 1) {
      throw new InvalidValueException("halfLife", halfLife, "1 ms or more");
    }
  }
}
