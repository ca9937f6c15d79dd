package dev.windsock.provider;

import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refusals of quota that no status tells: what upstreams say in words, inside a body. Pure. The
 * words themselves are never passed on, since some hold the caller's key.
 */
public final class Refusals {
  private static final long SECOND_MILLIS = 1_000;
  private static final long MINUTE_MILLIS = 60_000;
  private static final long DAY_MILLIS = 86_400_000;

  private Refusals() {}

  /**
   * What a sentence about a limit amounts to, as Alpha Vantage puts it with status 200: {@code 25
   * requests per day}, {@code 1 request per second}, {@code 5 calls per minute}.
   *
   * @param sentence the value of {@code Information} or {@code Note}; null for none
   * @return rate limited, until a second or a minute from now or until midnight, UTC; null when the
   *     sentence is about something else
   */
  public static @Nullable Refusal ofSentence(
      @Nullable String sentence, Reply reply, long nowMillis) {
    if (sentence == null) {
      return null;
    }
    String text = sentence.toLowerCase(Locale.ROOT);
    int day = at(text, "per day");
    int minute = at(text, "per minute");
    int second = at(text, "per second");
    // Some go on to say what a better plan would lift: the limit that was met comes first.
    int first = Math.min(day, Math.min(minute, second));
    if (first == Integer.MAX_VALUE) {
      return text.contains("rate limit") || text.contains("call frequency")
          ? limited(nowMillis + MINUTE_MILLIS)
          : null;
    }
    if (first == day) {
      return untilMidnight(reply, nowMillis);
    }
    return limited(nowMillis + (first == second ? SECOND_MILLIS : MINUTE_MILLIS));
  }

  private static int at(String text, String words) {
    int at = text.indexOf(words);
    return at < 0 ? Integer.MAX_VALUE : at;
  }

  /** The quota of the day is spent, as Marketaux says with 402. */
  public static Refusal untilMidnight(Reply reply, long nowMillis) {
    return limited(RateDialect.midnight(nowMillis, reply));
  }

  /**
   * A cap is reached that does not heal when the window's reset comes, as X says with 429 and
   * {@code usage-capped}: asked again once a day, whatever the headers say.
   */
  public static Refusal capped(long nowMillis) {
    return limited(nowMillis + DAY_MILLIS);
  }

  private static Refusal limited(long retryAtMillis) {
    return new Refusal(Problem.RATE_LIMITED, retryAtMillis);
  }
}
