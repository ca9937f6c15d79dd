package dev.windsock.http;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads bodies up to a size, and tells how they are written. */
final class Bodies {
  /** How a body is written. */
  enum Kind {
    JSON,
    NDJSON
  }

  private Bodies() {}

  /**
   * The whole body. To be called in the turn that the request came in.
   *
   * @return fails with 413 as soon as more is announced or sent than is allowed, with 403 when a
   *     browser says that another site's page sends it, and with 400 when it breaks off
   */
  static Future<Buffer> read(HttpServerRequest request, long maxBytes) {
    if ("cross-site".equalsIgnoreCase(request.headers().get("sec-fetch-site"))) {
      return Future.failedFuture(new FaultException(Problems.CROSS_SITE));
    }
    if (announced(request) > maxBytes) {
      return Future.failedFuture(tooLarge(maxBytes));
    }
    if ("100-continue".equalsIgnoreCase(request.headers().get(HttpHeaders.EXPECT))) {
      request.response().writeContinue();
    }
    Promise<Buffer> promise = Promise.promise();
    Buffer body = Buffer.buffer();
    request
        .handler(
            chunk -> {
              if (body.length() + (long) chunk.length() > maxBytes) {
                promise.tryFail(tooLarge(maxBytes));
              } else {
                body.appendBuffer(chunk);
              }
            })
        // Bad chunks, a reset, a close: whatever ends a body early is the caller's doing.
        .exceptionHandler(cause -> promise.tryFail(new FaultException(Problems.BROKEN_BODY)))
        .endHandler(end -> promise.tryComplete(body));
    return promise.future();
  }

  private static FaultException tooLarge(long maxBytes) {
    return new FaultException(
        Problems.BODY_TOO_LARGE.because("The body is larger than " + maxBytes + " bytes."));
  }

  private static long announced(HttpServerRequest request) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }

  /**
   * How the body is written, by its Content-Type. There must be one: a body without is what another
   * site's page could make a browser send.
   *
   * @throws FaultException 415 for any other type, or none
   */
  static Kind kind(HttpServerRequest request) {
    String type = mediaType(request);
    return switch (type == null ? "" : type) {
      case "application/json" -> Kind.JSON;
      case "application/x-ndjson", "application/ndjson", "application/jsonl" -> Kind.NDJSON;
      default -> throw new FaultException(Problems.MEDIA_TYPE);
    };
  }

  /** The Content-Type without its parameters, in lower case; null where there is none. */
  static @Nullable String mediaType(HttpServerRequest request) {
    String type = request.headers().get(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return null;
    }
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
