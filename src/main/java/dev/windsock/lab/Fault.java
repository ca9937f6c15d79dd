package dev.windsock.lab;

import dev.windsock.option.Check;
import java.time.Duration;
import java.util.Locale;

/**
 * Something that goes wrong at a simulated provider.
 *
 * @param kind what
 * @param probability of each request to meet it, above 0 to 1
 * @param count how many requests meet it before it is over, 1 to 1,000,000
 * @param duration how long it lasts at most, up to 7 days
 */
public record Fault(Kind kind, double probability, int count, Duration duration) {
  /** What can go wrong. */
  public enum Kind {
    /** The provider's own refusal for too many requests, though there were not. */
    TOO_MANY,
    /** Status 500, 502 or 503 with an HTML body. */
    SERVER_ERROR,
    /** Status 401 with an empty body. */
    UNAUTHORIZED,
    /** No answer at all; the connection is dropped after a minute. */
    HANG,
    /** The whole answer, three seconds late. */
    SLOW_HEADERS,
    /** The whole answer, a byte each 100 ms, for ten minutes at most. */
    DRIP,
    /** A body without end: 256 MiB at most. */
    ENDLESS,
    /** One MiB that inflates to a GiB. */
    GZIP_BOMB,
    /** Half of the announced body, then the end of the connection. */
    TRUNCATED,
    /** A block page with status 403. */
    HTML_403,
    /** A block page with status 200. */
    HTML_200,
    /** JSON of another shape, with status 200. */
    WRONG_JSON,
    /** JSON nested 20,000 deep, with status 200. */
    DEEP_JSON,
    /** XML that tries to read a local file and to multiply entities, with status 200. */
    HOSTILE_XML,
    /** A redirect to a link-local address. */
    REDIRECT_LINK_LOCAL,
    /** A redirect to another host name, where the lab counts who comes. */
    REDIRECT_OTHER,
    /** The connection is reset. */
    RESET,
    /** A right answer whose Date and absolute resets are 90 seconds ahead. */
    SKEW_AHEAD,
    /** A right answer whose Date and absolute resets are 90 seconds behind. */
    SKEW_BEHIND,
    /** In a stream: the connection is reset in the place of an event. */
    ABORT,
    /** In a stream: from an event on nothing more is sent, and the connection stays. */
    STALL,
    /** In a stream: a message that is no JSON, before an event. */
    GARBAGE_FRAME,
    /** In a stream: half an event. */
    TRUNCATED_FRAME,
    /** In a stream: a message of 4 MiB, before an event. */
    OVERSIZED_FRAME,
    /** In a stream: nothing for a second after an event. */
    SLOW_FRAMES;

    /** The kind by name in any case, {@code -} for {@code _}. */
    public static Kind parse(String text) {
      for (Kind kind : values()) {
        if (kind.toString().equals(text.toLowerCase(Locale.ROOT).replace('_', '-'))) {
          return kind;
        }
      }
      throw new dev.windsock.option.InvalidValueException(
          "kind", text, java.util.Arrays.toString(values()));
    }

    /** Whether it meets events of a stream rather than requests. */
    boolean inStream() {
      return compareTo(ABORT) >= 0;
    }

    /** How far the provider's clock is off, in ms. */
    long skewMillis() {
      return this == SKEW_AHEAD ? 90_000 : this == SKEW_BEHIND ? -90_000 : 0;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Duration MAX_DURATION = Duration.ofDays(7);

  public Fault {
    Check.range("probability", probability, 1e-9, 1);
    Check.range("count", count, 1, 1_000_000);
    Check.range("duration", duration, Duration.ofMillis(1), MAX_DURATION);
  }

  /** Every request meets it, until it is cleared. */
  public static Fault of(Kind kind) {
    return new Fault(kind, 1, 1_000_000, MAX_DURATION);
  }

  /** The same for a share of the requests only. */
  public Fault chance(double share) {
    return new Fault(kind, share, count, duration);
  }

  /** The same for so many requests only. */
  public Fault times(int requests) {
    return new Fault(kind, probability, requests, duration);
  }

  /** The same for so long only. */
  public Fault lasting(Duration howLong) {
    return new Fault(kind, probability, count, howLong);
  }
}
