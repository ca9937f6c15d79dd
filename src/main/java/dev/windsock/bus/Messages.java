package dev.windsock.bus;

import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Question;
import java.util.List;
import java.util.Locale;

/**
 * The records that the bus carries beside those of the cache, the quotas and the providers:
 * questions and announcements. Immutable; the addresses say which goes where.
 */
public final class Messages {
  /** Those that cross the bus as the body of a question or an answer. */
  static final List<Class<? extends Record>> ALL =
      List.of(Nothing.class, Question.class, AskReply.class);

  private Messages() {}

  /** Nothing to say. */
  public record Nothing() {
    /** The one instance worth having. */
    public static final Nothing NOTHING = new Nothing();
  }

  /** Who goes first when calls must wait. */
  public enum Priority {
    /** Somebody waits for the answer. */
    INTERACTIVE,
    /** Nobody waits: refreshing ahead. */
    WARMING;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** One answer a symbol, in the order of the question. */
  public record AskReply(List<Answer> answers) {}

  /** Readings of these symbols changed, at this provider. */
  public record SentimentChanged(String provider, List<String> symbols) {}

  /** These configuration keys changed and took effect. */
  public record ConfigChanged(List<String> keys) {}

  /** A breaker went from one state to another. */
  public record BreakerMoved(String provider, String from, String to) {}

  /** Redis was lost or found, and why. */
  public record RedisMoved(String state, String reason) {}
}
