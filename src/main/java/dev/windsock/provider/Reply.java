package dev.windsock.provider;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream answered, whole and inflated.
 *
 * @param status the HTTP status
 * @param headers the headers, names in any case
 * @param body the body, within the cap
 */
public record Reply(int status, MultiMap headers, Buffer body) {
  /** A header's first value, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The media type without its parameters, lower case; empty when none is given. */
  public String mediaType() {
    String type = header("Content-Type");
    if (type == null) {
      return "";
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }

  /** The status and size alone: a body is never printed. */
  @Override
  public String toString() {
    return "Reply[" + status + ", " + body.length() + " bytes]";
  }
}
