package dev.windsock.http;

import dev.windsock.bus.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Writes what holds for this moment only. */
final class Reply {
  private Reply() {}

  /** Whether the request is answered, or there is nobody any more to be answered. */
  static boolean isAnswered(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    return response.headWritten() || response.ended() || response.closed();
  }

  static void json(HttpServerRequest request, Object value) {
    json(request, 200, value);
  }

  static void json(HttpServerRequest request, int status, Object value) {
    send(request, status, "application/json", Json.write(value));
  }

  static void send(HttpServerRequest request, int status, String contentType, Buffer body) {
    if (isAnswered(request)) {
      return;
    }
    HttpServerResponse response = request.response();
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
