package dev.windsock.sentiment;

import org.jspecify.annotations.Nullable;

/** What became of asking one provider about one symbol. */
public sealed interface Outcome {
  /** The reading, if there is any to use. */
  @Nullable Reading reading();

  /**
   * A reading within its time.
   *
   * @param reading the reading
   */
  record Fresh(Reading reading) implements Outcome {}

  /**
   * A reading past its time, used because the provider could not be asked anew.
   *
   * @param reading the earlier reading
   * @param problem why it could not be refreshed
   * @param retryAtMillis wall time in ms from which asking again makes sense, if known
   */
  record Stale(Reading reading, Problem problem, @Nullable Long retryAtMillis) implements Outcome {}

  /**
   * Nothing to use.
   *
   * @param problem why
   * @param retryAtMillis wall time in ms from which asking again makes sense, if known
   */
  record Missing(Problem problem, @Nullable Long retryAtMillis) implements Outcome {
    @Override
    public @Nullable Reading reading() {
      return null;
    }
  }
}
