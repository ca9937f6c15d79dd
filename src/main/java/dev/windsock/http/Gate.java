package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import io.netty.util.AsciiString;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.impl.http1.Http1ServerRequest;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that a proxy in front might read in another way than we do: more than one Host,
 * or none, and paths that do not decode to plain text.
 */
final class Gate {
  private static final int MAX_HOST_LENGTH = 255;

  private Gate() {}

  /** Whether there is exactly one Host header. */
  static boolean hasOneHost(HttpServerRequest request) {
    if (!(request instanceof Http1ServerRequest http1)) {
      return request.headers().getAll(HttpHeaders.HOST).size() == 1;
    }
    int hosts = 0;
    Iterator<Map.Entry<CharSequence, CharSequence>> headers =
        http1.nettyRequest().headers().iteratorCharSequence();
    while (headers.hasNext()) {
      Map.Entry<CharSequence, CharSequence> header = headers.next();
      if (AsciiString.contentEqualsIgnoreCase(header.getKey(), HttpHeaders.HOST)) {
        hosts++;
      }
    }
    return hosts == 1 || (hosts == 0 && request.version() != HttpVersion.HTTP_1_1);
  }

  /** Why the request is refused, or null when it is well formed. */
  static @Nullable Fault refusal(HttpServerRequest request) {
    if (!hasOneHost(request)) {
      return bad("A request has exactly one Host header.");
    }
    String host = request.headers().get(HttpHeaders.HOST);
    if (host != null && host.length() > MAX_HOST_LENGTH) {
      return bad("The Host header is too long.");
    }
    String path = request.path();
    if (path == null || !path.startsWith("/")) {
      return bad("The request target is not a path.");
    }
    try {
      Percent.decode("path", path, false);
    } catch (InvalidValueException e) {
      return Problems.fault(e).closing();
    }
    return null;
  }

  private static Fault bad(String detail) {
    return new Fault(400, "invalid_request", "Invalid request", detail).closing();
  }
}
