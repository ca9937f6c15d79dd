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
   * @return fails with 413 as soon as more is announced or sent than is allowed
   */
  static Future<Buffer> read(HttpServerRequest request, long maxBytes) {
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
        // The caller went away or wrote what is no body: nothing of ours failed.
        .exceptionHandler(broke -> promise.tryFail(new FaultException(Problems.BODY_BROKEN)))
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
   * How the body is written by its Content-Type; where there is none, by its first character.
   *
   * @throws FaultException 415 for any other type
   */
  static Kind kind(HttpServerRequest request, Buffer body) {
    String type = mediaType(request);
    if (type == null) {
      return first(body) == '[' ? Kind.JSON : Kind.NDJSON;
    }
    return switch (type) {
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

  private static int first(Buffer body) {
    for (int i = 0; i < body.length(); i++) {
      if (!Character.isWhitespace(body.getByte(i))) {
        return body.getByte(i);
      }
    }
    return -1;
  }
}
