package dev.windsock.provider;

import dev.windsock.option.Secret;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One source that sends posts as they are written, over a WebSocket: where to connect, what to say
 * there, how to read what comes. Pure: no I/O, no clock, no state; safe on any thread. Supervision,
 * quota, back-pressure, matching, scoring and caching are the same for all and done around it.
 */
public interface StreamSource {
  /**
   * Stands for all symbols where a history is asked for: {@link Upstream#call} of a {@link
   * #history} ignores it.
   */
  Symbol EVERYTHING = new Symbol("^ALL", Symbol.Kind.INDEX);

  /** The provider's id: lower case, digits and underscores. */
  String id();

  /** What must be configured before it can be enabled, as in {@code credentials.key}. */
  default List<String> requires() {
    return List.of();
  }

  /**
   * The connection to make.
   *
   * @param fromMicros unix time in µs from which on events are wanted, where the source can go back
   */
  Call connect(long fromMicros);

  /** How far back the source can begin; what was missed before that is lost. */
  default Duration reach() {
    return Duration.ZERO;
  }

  /** Whether the upstream lets one connection in at a time, so that a second one does harm. */
  default boolean exclusive() {
    return false;
  }

  /** Whether words are exchanged before events come: see {@link #greet}. */
  default boolean greets() {
    return false;
  }

  /** What to do about a message that came before the stream was ready. */
  default Step greet(String message, Map<String, Secret> credentials) {
    return new Step.Ready();
  }

  /**
   * Reads a message.
   *
   * @throws RuntimeException when it is not what was agreed on; it is counted and passed over
   */
  List<StreamEvent> parse(String message);

  /**
   * How to ask for what was missed, where the stream itself cannot go back; null where it can. The
   * cursor of the {@link Ask} is the position in µs to begin at, inclusive.
   */
  default @Nullable Upstream history() {
    return null;
  }

  /** One step of getting ready. */
  sealed interface Step {
    /** Something to say; may hold a secret, so it is never printed. */
    record Say(String text) implements Step {
      @Override
      public String toString() {
        return "Say[****]";
      }
    }

    /** Nothing to do: more will come. */
    record Wait() implements Step {}

    /** Events follow. */
    record Ready() implements Step {}

    /** We are not let in. */
    record Refused(Problem problem, String why) implements Step {}
  }
}
