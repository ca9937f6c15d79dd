package dev.windsock.answer;

import dev.windsock.sentiment.Question;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tells one answer from another: the symbol and everything in the question that shapes it.
 *
 * @param symbol the canonical code
 * @param window how far back posts count
 * @param sources the providers asked; empty for all that are enabled
 * @param evidence how many posts are shown
 * @param maxAge the age above which readings are refreshed first, or null
 */
public record AnswerKey(
    String symbol, Duration window, Set<String> sources, int evidence, @Nullable Duration maxAge) {

  /** The keys of a question's answers, one for each symbol in its order. */
  public static List<AnswerKey> of(Question question) {
    List<AnswerKey> keys = new ArrayList<>(question.symbols().size());
    for (var symbol : question.symbols()) {
      keys.add(
          new AnswerKey(
              symbol.code(),
              question.window(),
              question.sources(),
              question.evidence(),
              question.maxAge()));
    }
    return keys;
  }
}
