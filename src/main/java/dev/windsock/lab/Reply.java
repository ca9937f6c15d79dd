package dev.windsock.lab;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;

/**
 * One answer.
 *
 * @param status HTTP status
 * @param headers all but Date, length and encoding
 * @param body not compressed
 * @param gzip whether the provider compresses it for those that accept it
 * @param lateMillis how long the provider takes over it
 */
record Reply(int status, MultiMap headers, Buffer body, boolean gzip, long lateMillis) {
  Reply(int status, MultiMap headers, Buffer body, boolean gzip) {
    this(status, headers, body, gzip, 0);
  }

  static Reply of(int status, String type, Buffer body) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    headers.set("Content-Type", type);
    return new Reply(status, headers, body, false);
  }

  static Reply of(int status, String type, String body) {
    return of(status, type, Buffer.buffer(body));
  }

  static Reply json(int status, String body) {
    return of(status, "application/json; charset=utf-8", body);
  }

  static Reply json(Json.Content content) {
    return of(200, "application/json; charset=utf-8", Json.write(content));
  }

  static Reply html(int status, String title) {
    return of(
        status,
        "text/html; charset=UTF-8",
        "<!doctype html><html><head><title>"
            + title
            + "</title></head><body><h1>"
            + title
            + "</h1></body></html>");
  }

  /** The same with a header more. */
  Reply with(String name, Object value) {
    headers.set(name, String.valueOf(value));
    return this;
  }

  /** The same, compressed for those that accept it. */
  Reply gzipped() {
    return new Reply(status, headers, body, true, lateMillis);
  }

  /** The same after a while. */
  Reply late(long millis) {
    return new Reply(status, headers, body, gzip, millis);
  }

  /**
   * The same with {@code Last-Modified}, or 304 without a body for one who has seen it.
   *
   * @param modifiedMillis when the content last changed, wall time in ms
   */
  Reply modified(Ask ask, long modifiedMillis) {
    with("Last-Modified", Stamps.rfc1123(modifiedMillis));
    Long seen = Stamps.parseRfc1123(ask.header("If-Modified-Since"));
    if (seen == null || modifiedMillis / 1000 > seen / 1000) {
      return this;
    }
    headers.remove("Content-Type");
    return new Reply(304, headers, Buffer.buffer(), false);
  }
}
