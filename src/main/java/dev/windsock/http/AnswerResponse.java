package dev.windsock.http;

import dev.windsock.answer.Rendered;
import dev.windsock.time.Clock;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * Writes rendered answers: body or 304, packed or plain, with the headers that let every cache on
 * the way do its work. Thread-safe.
 */
final class AnswerResponse {
  private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("cache-status");
  private static final CharSequence MISS =
      HttpHeaders.createOptimized("windsock; fwd=miss; stored");
  private static final CharSequence VARY_BY =
      HttpHeaders.createOptimized("accept, accept-encoding");
  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
  private static final CharSequence NOSNIFF_NAME =
      HttpHeaders.createOptimized("x-content-type-options");
  private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
  private static final CharSequence SIMULATED_NAME =
      HttpHeaders.createOptimized("windsock-simulated");
  private static final CharSequence SIMULATED = HttpHeaders.createOptimized("true");

  private final Clock clock;
  private final Numbered ages = new Numbered(Long::toString);
  private final Numbered cacheControls = new Numbered(AnswerResponse::cacheControl);
  private final Numbered hits = new Numbered(ttl -> "windsock; hit; ttl=" + ttl);

  AnswerResponse(Clock clock) {
    this.clock = clock;
  }

  /** What is past its time may be shown while it is renewed, and for a day when that fails. */
  private static String cacheControl(long maxAgeS) {
    return "max-age=" + maxAgeS + ", stale-while-revalidate=60, stale-if-error=86400";
  }

  static HttpServerResponse secured(HttpServerResponse response) {
    return response.putHeader(NOSNIFF_NAME, NOSNIFF);
  }

  /** One answer as JSON. Returns the status. */
  int send(HttpServerRequest request, Rendered rendered) {
    CharSequence encodings = request.headers().get(HttpHeaders.ACCEPT_ENCODING);
    Buffer gzip = rendered.gzip();
    boolean packed = gzip != null && encodings != null && takesGzip(encodings.toString());
    HttpServerResponse response = request.response();
    if (packed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, GZIP);
    }
    if (rendered.answer().simulated()) {
      response.putHeader(SIMULATED_NAME, SIMULATED);
    }
    return send(
        request,
        JSON,
        packed && gzip != null ? gzip : rendered.body(),
        packed ? rendered.gzipEtag() : rendered.etag(),
        new Freshness(rendered.asOfMillis(), rendered.maxAgeS(), rendered.hit(), rendered.etag()));
  }

  /**
   * How fresh a body is.
   *
   * @param asOfMillis since when it holds, wall time in ms
   * @param maxAgeS for how long from then on
   * @param hit whether all of it was at hand
   * @param plainEtag its validator when not packed
   */
  record Freshness(long asOfMillis, long maxAgeS, boolean hit, String plainEtag) {}

  /** Any body with its validator and freshness. Returns the status. */
  int send(
      HttpServerRequest request,
      CharSequence contentType,
      Buffer body,
      String etag,
      Freshness freshness) {
    long ageS = Math.max(0, (clock.millis() - freshness.asOfMillis) / 1000);
    HttpServerResponse response = secured(request.response());
    response
        .putHeader(HttpHeaders.ETAG, etag)
        .putHeader(HttpHeaders.CACHE_CONTROL, cacheControls.of(freshness.maxAgeS))
        .putHeader(HttpHeaders.AGE, ages.of(ageS))
        .putHeader(HttpHeaders.VARY, VARY_BY)
        .putHeader(
            CACHE_STATUS, freshness.hit ? hits.of(Math.max(0, freshness.maxAgeS - ageS)) : MISS);
    String known = request.headers().get(HttpHeaders.IF_NONE_MATCH);
    if (known != null && matches(known, etag, freshness.plainEtag)) {
      response.headers().remove(HttpHeaders.CONTENT_ENCODING);
      response.setStatusCode(304).end();
      return 304;
    }
    response.putHeader(HttpHeaders.CONTENT_TYPE, contentType);
    if (HttpMethod.HEAD.equals(request.method())) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
    return 200;
  }

  /** Weak comparison, as If-None-Match asks for: either form of the same content will do. */
  static boolean matches(String ifNoneMatch, String etag, @Nullable String plainEtag) {
    if (ifNoneMatch.equals(etag)) {
      return true;
    }
    for (String candidate : ifNoneMatch.split(",")) {
      String tag = candidate.strip();
      if (tag.startsWith("W/")) {
        tag = tag.substring(2);
      }
      if (tag.equals("*") || tag.equals(etag) || tag.equals(plainEtag)) {
        return true;
      }
    }
    return false;
  }

  /** Whether gzip is among the encodings and not refused by a weight of zero. */
  static boolean takesGzip(String encodings) {
    int at = encodings.indexOf("gzip");
    if (at < 0) {
      return false;
    }
    int end = encodings.indexOf(',', at);
    String weight = encodings.substring(at + 4, end < 0 ? encodings.length() : end);
    return weight.isEmpty() || !weight.replace(" ", "").matches(";q=0(\\.0*)?");
  }
}
