package dev.windsock.provider.upstream;

import dev.windsock.provider.Ask;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates and times as the sources write them; all of them UTC. */
final class Times {
  static final long DAY_MILLIS = 86_400_000;

  private static final DateTimeFormatter COMPACT =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);
  private static final DateTimeFormatter COMPACT_MINUTE =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm", Locale.ROOT);
  private static final long NEWS_BEGINNING_MILLIS = 3 * DAY_MILLIS;
  private static final long NEWS_OVERLAP_MILLIS = 5 * 60_000;
  private static final long MAX_SECONDS = 1L << 40;

  private Times() {}

  /**
   * From when on news is wanted of a source whose cursor is the time of the newest item seen, in
   * ms: some minutes before it, since items may come late; days back at the beginning.
   */
  static long newsSince(Ask ask) {
    long beginning = ask.nowMillis() - NEWS_BEGINNING_MILLIS + NEWS_OVERLAP_MILLIS;
    return ask.cursorNumber(beginning) - NEWS_OVERLAP_MILLIS;
  }

  /** {@code 2026-11-23}. */
  static String day(long millis) {
    return at(millis).toLocalDate().toString();
  }

  /** {@code 2026-11-23T12:00:00Z}. */
  static String seconds(long millis) {
    return Instant.ofEpochSecond(Math.floorDiv(millis, 1000)).toString();
  }

  /** {@code 2026-11-23T12:00}. */
  static String minute(long millis) {
    return MINUTE.format(at(millis));
  }

  /** {@code 20261123T1200}. */
  static String compactMinute(long millis) {
    return COMPACT_MINUTE.format(at(millis));
  }

  /** {@code 20261123T120000}, with or without a Z; null for anything else. */
  static @Nullable Long compactMillis(@Nullable String text) {
    if (text == null || text.length() > 16) {
      return null;
    }
    try {
      String plain = text.endsWith("Z") ? text.substring(0, text.length() - 1) : text;
      return LocalDateTime.parse(plain, COMPACT).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  /** The start of a day such as {@code 2026-11-23}; null for anything else. */
  static @Nullable Long dayMillis(@Nullable String text) {
    if (text == null || text.length() != 10) {
      return null;
    }
    try {
      return LocalDate.parse(text).toEpochDay() * DAY_MILLIS;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** When the next day begins. */
  static long tomorrow(long millis) {
    return (Math.floorDiv(millis, DAY_MILLIS) + 1) * DAY_MILLIS;
  }

  /** Whether a number may be the seconds of a date. */
  static boolean isSeconds(long seconds) {
    return seconds >= 0 && seconds <= MAX_SECONDS;
  }

  private static LocalDateTime at(long millis) {
    return LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
  }
}
