package dev.windsock.lab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Dates as the providers write them. */
final class Stamps {
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Stamps() {}

  /** {@code 2026-11-23T12:00:00Z}. */
  static String iso(long millis) {
    return Instant.ofEpochSecond(Math.floorDiv(millis, 1000)).toString();
  }

  /** {@code 2026-11-23T12:00:00.123Z}. */
  static String isoMillis(long millis) {
    String seconds = iso(millis);
    return seconds.substring(0, seconds.length() - 1)
        + String.format(Locale.ROOT, ".%03dZ", Math.floorMod(millis, 1000));
  }

  /** {@code 2026-11-23}. */
  static String day(long millis) {
    return iso(millis).substring(0, 10);
  }

  /** {@code 20261123T120000}. */
  static String compact(long millis) {
    String iso = iso(millis);
    return iso.substring(0, 19).replace("-", "").replace(":", "");
  }

  /** {@code Mon, 23 Nov 2026 12:00:00 GMT}. */
  static String rfc1123(long millis) {
    return RFC_1123.format(Instant.ofEpochMilli(millis));
  }

  static @Nullable Long parseRfc1123(String text) {
    try {
      return text.isEmpty()
          ? null
          : Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text)).toEpochMilli();
    } catch (DateTimeException noDate) {
      return null;
    }
  }

  /** An instant or a day in ISO form in ms; null when it is neither. */
  static @Nullable Long parseIso(String text) {
    try {
      if (text.length() == 10) {
        return Instant.parse(text + "T00:00:00Z").toEpochMilli();
      }
      if (text.length() == 16) {
        return Instant.parse(text + ":00Z").toEpochMilli();
      }
      boolean zone = text.endsWith("Z") || text.lastIndexOf('+') > 10;
      return DateTimeFormatter.ISO_OFFSET_DATE_TIME
          .parse(zone ? text : text + "Z", Instant::from)
          .toEpochMilli();
    } catch (DateTimeException noDate) {
      return null;
    }
  }

  /** As {@link #compact} writes it, with or without seconds; null when it is none. */
  static @Nullable Long parseCompact(String text) {
    if (!text.matches("\\d{8}T\\d{4}(\\d{2})?")) {
      return null;
    }
    String seconds = text.length() == 15 ? text.substring(13) : "00";
    return parseIso(
        text.substring(0, 4)
            + '-'
            + text.substring(4, 6)
            + '-'
            + text.substring(6, 8)
            + 'T'
            + text.substring(9, 11)
            + ':'
            + text.substring(11, 13)
            + ':'
            + seconds
            + 'Z');
  }
}
