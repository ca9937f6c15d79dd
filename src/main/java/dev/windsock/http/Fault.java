package dev.windsock.http;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refused or failed request, before it is written down.
 *
 * @param status the HTTP status
 * @param code the stable code
 * @param title what the code means, the same for each request
 * @param detail what is wrong with this request, one sentence
 * @param more further members of the document
 * @param headers further headers
 * @param retryAtMillis wall time in ms from which trying again makes sense, or null when unknown
 * @param after what becomes of the connection
 */
record Fault(
    int status,
    String code,
    String title,
    String detail,
    Map<String, Object> more,
    Map<String, String> headers,
    @Nullable Long retryAtMillis,
    After after) {

  /** What becomes of the connection once the fault is answered. */
  enum After {
    /** It goes on. */
    KEEP,
    /** It cannot be used any more. */
    CLOSE,
    /** It ends if the caller is still sending by then; who sent all of it may go on. */
    CLOSE_UNLESS_WHOLE
  }

  Fault(int status, String code, String title, String detail) {
    this(status, code, title, detail, Map.of(), Map.of(), null, After.KEEP);
  }

  Fault closing() {
    return then(After.CLOSE);
  }

  Fault then(After what) {
    return new Fault(status, code, title, detail, more, headers, retryAtMillis, what);
  }

  Fault with(Map<String, String> moreHeaders) {
    return new Fault(status, code, title, detail, more, moreHeaders, retryAtMillis, after);
  }

  Fault because(String why) {
    return new Fault(status, code, title, why, more, headers, retryAtMillis, after);
  }

  Fault retryIn(long nowMillis, long seconds) {
    return new Fault(
        status, code, title, detail, more, headers, nowMillis + seconds * 1_000, after);
  }

  /** The members of the problem document (RFC 9457). */
  Map<String, Object> document(String requestId) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("type", "urn:windsock:problem:" + code);
    document.put("title", title);
    document.put("status", status);
    document.put("detail", detail);
    document.put("code", code);
    document.put("request_id", requestId);
    document.putAll(more);
    if (retryAtMillis != null) {
      document.put("retry_at", Instant.ofEpochMilli(retryAtMillis));
    }
    return document;
  }
}
