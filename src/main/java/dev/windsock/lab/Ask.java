package dev.windsock.lab;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * One request as a simulator sees it.
 *
 * @param method in upper case
 * @param path below the simulator's prefix, undecoded
 * @param params the query's
 * @param body empty for GET
 * @param nowMillis true wall time: decides what has been published
 * @param skewMillis how far the provider's clock is off: goes into Date and absolute resets only
 * @param base the simulator's own base URL, for links
 */
record Ask(
    String method,
    String path,
    MultiMap params,
    MultiMap headers,
    Buffer body,
    long nowMillis,
    long skewMillis,
    String base) {

  /** A query parameter, or an empty text. */
  String param(String name) {
    String value = params.get(name);
    return value == null ? "" : value;
  }

  /** A header, or an empty text. */
  String header(String name) {
    String value = headers.get(name);
    return value == null ? "" : value;
  }

  /** A numeric parameter; null where it is missing or no number. */
  @Nullable Long number(String name) {
    try {
      String value = params.get(name);
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException noNumber) {
      return null;
    }
  }

  /** A whole parameter in [min, max]; the default where it is missing or no number. */
  int clamp(String name, int fallback, int min, int max) {
    Long value = number(name);
    return value == null ? fallback : (int) Math.max(min, Math.min(max, value));
  }

  /** What follows {@code Bearer } in the authorization, or an empty text. */
  String bearer() {
    String value = header("Authorization");
    return value.regionMatches(true, 0, "Bearer ", 0, 7) ? value.substring(7).strip() : "";
  }

  /** The provider's own idea of the time in ms. */
  long theirMillis() {
    return nowMillis + skewMillis;
  }

  /** When a window resets by the provider's clock, in epoch seconds. */
  long resetAtSeconds(Standing standing) {
    return (theirMillis() + standing.resetMillis() + 999) / 1000;
  }
}
