package dev.windsock.provider.upstream;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The dates that feeds are seen with: RFC 1123 with a zone or an offset, and ISO-8601. */
final class FeedDates {
  private static final DateTimeFormatter RFC =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendPattern("d MMM yyyy HH:mm[:ss] ")
          .appendOffset("+HHMM", "GMT")
          .toFormatter(Locale.ENGLISH);

  private FeedDates() {}

  /** Wall time in ms, or null for what is no date. */
  static @Nullable Long millis(@Nullable String raw) {
    if (raw == null || raw.length() > 64) {
      return null;
    }
    String text = raw.strip();
    try {
      if (text.length() > 10 && text.charAt(10) == 'T') {
        return OffsetDateTime.parse(text).toInstant().toEpochMilli();
      }
      int comma = text.indexOf(',');
      String plain = text.substring(comma + 1).strip().replaceFirst(" (UTC|UT|Z)$", " GMT");
      return ZonedDateTime.parse(plain, RFC).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
