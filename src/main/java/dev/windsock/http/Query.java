package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request: each known, each given once. */
final class Query {
  private final Map<String, String> values = new LinkedHashMap<>();

  private Query() {}

  /**
   * Reads a query.
   *
   * @param text what follows the question mark, or null
   * @param known the parameters that the resource has
   * @throws InvalidValueException for an unknown one (naming the nearest known one), one that is
   *     given twice, and one that is not UTF-8
   */
  static Query parse(@Nullable String text, List<String> known) {
    Query query = new Query();
    if (text == null || text.isEmpty()) {
      return query;
    }
    for (String pair : text.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = Percent.decode("query", equals < 0 ? pair : pair.substring(0, equals), true);
      if (!known.contains(name)) {
        throw unknown(name, known);
      }
      String value = equals < 0 ? "" : Percent.decode(name, pair.substring(equals + 1), true);
      if (query.values.putIfAbsent(name, value) != null) {
        throw new InvalidValueException(name, value, "given once");
      }
    }
    return query;
  }

  private static InvalidValueException unknown(String name, List<String> known) {
    return new InvalidValueException(
        "query",
        name,
        known.isEmpty()
            ? "no parameters"
            : "did you mean "
                + Nearest.to(name, known)
                + "? There are "
                + String.join(", ", known));
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  /** A flag: given without a value or as {@code true}; {@code false} and absent are off. */
  boolean flag(String name) {
    String value = values.get(name);
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.isEmpty() || value.equals("true")) {
      return true;
    }
    throw new InvalidValueException(name, value, "true or false");
  }

  /** A whole number, or the default where it is absent. */
  int number(String name, int from, int to, int absent) {
    String value = values.get(name);
    if (value == null) {
      return absent;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= from && number <= to) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, together with what is out of range.
    }
    throw new InvalidValueException(name, value, "a whole number from " + from + " to " + to);
  }

  /** A list separated by commas, without empty elements; empty where it is absent. */
  List<String> list(String name) {
    String value = values.get(name);
    return value == null
        ? List.of()
        : Arrays.stream(value.split(","))
            .map(String::strip)
            .filter(element -> !element.isEmpty())
            .toList();
  }
}
