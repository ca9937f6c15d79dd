package dev.windsock.config;

import dev.windsock.option.Secret;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Raw text to the value of one component. Pure. */
final class Scalars {
  private static final Pattern DURATION = Pattern.compile("(0|[1-9][0-9]{0,9})(ms|s|m|h|d)");
  private static final Pattern SIZE = Pattern.compile("(0|[1-9][0-9]{0,9})(B|KiB|MiB|GiB)");
  private static final Pattern WHOLE = Pattern.compile("-?(0|[1-9][0-9]{0,17})");
  private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9][0-9]{0,17})(\\.[0-9]{1,18})?");

  private Scalars() {}

  /** Whether values of this type are written as one scalar. */
  static boolean isScalar(Class<?> type) {
    return type == String.class
        || type == Secret.class
        || type == Duration.class
        || type.isEnum()
        || type == boolean.class
        || type == Boolean.class
        || whole(type)
        || type == double.class
        || type == Double.class;
  }

  private static boolean whole(Class<?> type) {
    return type == int.class || type == long.class || type == Integer.class || type == Long.class;
  }

  /**
   * Reads a value.
   *
   * @param name the component's name: one that ends in {@code Bytes} is a size
   * @return null when the text is not allowed
   */
  static @Nullable Object parse(Class<?> type, String name, String text) {
    if (type == String.class) {
      return text;
    }
    if (type == Secret.class) {
      return Secret.of(text);
    }
    if (type == Duration.class) {
      return duration(text);
    }
    if (type.isEnum()) {
      return constants(type).stream()
          .filter(constant -> constant.toString().equals(text))
          .findFirst()
          .orElse(null);
    }
    if (type == boolean.class || type == Boolean.class) {
      return text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
    }
    if (type == double.class || type == Double.class) {
      return DECIMAL.matcher(text).matches() ? Double.valueOf(text) : null;
    }
    Long number = isSize(name) ? size(text) : whole(text);
    if (number == null || type == long.class || type == Long.class) {
      return number;
    }
    return number == number.intValue() ? (Object) number.intValue() : null;
  }

  private static boolean isSize(String name) {
    return name.endsWith("Bytes");
  }

  private static @Nullable Long whole(String text) {
    return WHOLE.matcher(text).matches() ? Long.valueOf(text) : null;
  }

  private static @Nullable Duration duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  private static @Nullable Long size(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "B" -> number;
      case "KiB" -> number << 10;
      case "MiB" -> number << 20;
      default -> number << 30;
    };
  }

  /** What a value of this type looks like, for messages. */
  static String allowed(Class<?> type, String name) {
    if (type == Duration.class) {
      return "a duration with its unit (ms, s, m, h, d), as in 250ms or 15m";
    }
    if (type.isEnum()) {
      return constants(type).stream().map(Object::toString).collect(Collectors.joining(", "));
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (isSize(name) && whole(type)) {
      return "a size with its unit (B, KiB, MiB, GiB), as in 64MiB";
    }
    if (type == int.class || type == Integer.class) {
      return "a whole number of at most 2147483647, without leading zeros";
    }
    if (whole(type)) {
      return "a whole number, without leading zeros";
    }
    if (type == double.class || type == Double.class) {
      return "a number, as in 0.25";
    }
    return type == Secret.class ? "a secret" : "text";
  }

  private static List<?> constants(Class<?> type) {
    return Arrays.asList(type.getEnumConstants());
  }
}
