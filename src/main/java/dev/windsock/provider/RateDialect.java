package dev.windsock.provider;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Which headers an upstream uses to speak of its quota. The form of the reset needs no telling
 * apart by hand: epoch seconds, epoch milliseconds and relative seconds differ by magnitude, and
 * ISO-8601 is no number.
 *
 * <p>Absolute resets are read against the upstream's own {@code Date} header, so that a clock that
 * runs ahead or behind shifts nothing.
 *
 * @param remainingHeader calls left
 * @param resetHeader when they return
 */
public record RateDialect(String remainingHeader, String resetHeader) {
  /** Smaller numbers are durations, larger ones dates: a thousand million seconds is 2001. */
  private static final double FIRST_EPOCH_SECOND = 1e9;

  private static final double FIRST_EPOCH_MILLI = 1e11;

  /** No quota runs longer: what is further away is a misunderstanding. */
  private static final long MAX_AHEAD_MILLIS = 31L * 86_400_000;

  /** What this reply says. */
  public RateSaid read(Reply reply, long nowMillis) {
    String remaining = reply.header(remainingHeader);
    Double left = remaining == null ? null : number(remaining);
    return new RateSaid(
        left == null || left < 0 || left > 1e12 ? null : (long) Math.floor(left),
        moment(reply.header(resetHeader), reply, nowMillis));
  }

  /** The wall time in ms that {@code Retry-After} names, or null without one. */
  static @Nullable Long retryAfter(Reply reply, long nowMillis) {
    return moment(reply.header("Retry-After"), reply, nowMillis);
  }

  private static @Nullable Long moment(@Nullable String raw, Reply reply, long nowMillis) {
    if (raw == null) {
      return null;
    }
    String text = raw.strip();
    Double number = number(text);
    long aheadMillis;
    if (number != null && number < FIRST_EPOCH_SECOND) {
      aheadMillis = (long) Math.ceil(number * 1000);
    } else {
      Long atMillis =
          number == null
              ? date(text)
              : Long.valueOf((long) Math.ceil(number < FIRST_EPOCH_MILLI ? number * 1000 : number));
      if (atMillis == null) {
        return null;
      }
      String date = reply.header("Date");
      Long theirs = date == null ? null : date(date.strip());
      aheadMillis = atMillis - (theirs == null ? nowMillis : theirs);
    }
    return aheadMillis > MAX_AHEAD_MILLIS ? null : nowMillis + Math.max(0, aheadMillis);
  }

  private static @Nullable Double number(String text) {
    return text.matches("[0-9]{1,18}(\\.[0-9]{1,9})?") ? Double.valueOf(text) : null;
  }

  private static @Nullable Long date(String text) {
    try {
      Instant instant =
          text.contains(",")
              ? ZonedDateTime.parse(
                      text.replace(" UTC", " GMT"), DateTimeFormatter.RFC_1123_DATE_TIME)
                  .toInstant()
              : OffsetDateTime.parse(text).toInstant();
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
