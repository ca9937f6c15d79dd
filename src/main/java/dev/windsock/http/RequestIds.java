package dev.windsock.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Names for requests: the caller's own where it is well formed, else a new one. Thread-safe. */
final class RequestIds {
  static final CharSequence HEADER = HttpHeaders.createOptimized("x-request-id");
  private static final int MAX_LENGTH = 64;

  private RequestIds() {}

  /** The request's id, put into the response's headers the first time it is asked for. */
  static String stamp(HttpServerRequest request) {
    String known = request.response().headers().get(HEADER);
    if (known != null) {
      return known;
    }
    String given = request.headers().get(HEADER);
    String id = given != null && isValid(given) ? given : make();
    request.response().putHeader(HEADER, id);
    return id;
  }

  /** Whether it matches {@code [A-Za-z0-9._-]{1,64}}. */
  static boolean isValid(@Nullable String id) {
    if (id == null || id.isEmpty() || id.length() > MAX_LENGTH) {
      return false;
    }
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      boolean fine =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '-';
      if (!fine) {
        return false;
      }
    }
    return true;
  }

  private static String make() {
    // Ids tell requests apart in logs; nobody must be kept from guessing them.
    return Long.toUnsignedString(ThreadLocalRandom.current().nextLong(), 36);
  }
}
