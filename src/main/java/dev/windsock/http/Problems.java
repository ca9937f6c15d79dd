package dev.windsock.http;

import dev.windsock.bus.Bus;
import dev.windsock.bus.Json;
import dev.windsock.http.Fault.After;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Failures as problem documents (RFC 9457): the only place that knows which {@link Problem} is
 * which HTTP status. Thread-safe.
 */
final class Problems {
  static final Fault ROUTE_NOT_FOUND =
      new Fault(404, "not_found", "Nothing here", "There is no such resource.");
  static final Fault METHOD_NOT_ALLOWED =
      new Fault(405, "method_not_allowed", "Method not allowed", "Not with this method.");
  static final Fault NOT_ACCEPTABLE =
      new Fault(
          406,
          "not_acceptable",
          "Not acceptable",
          "There is application/json, application/x-ndjson and text/csv.");
  static final Fault BROKEN_BODY =
      new Fault(400, "invalid_request", "Invalid request", "The body is not well-formed HTTP.")
          .closing();
  static final Fault CROSS_SITE =
      new Fault(403, "cross_site", "Cross site", "Pages of other sites may not send this.");
  static final Fault SLOW_BODY =
      new Fault(408, "request_timeout", "Request timeout", "The body did not come in time.")
          .closing();
  static final Fault BODY_TOO_LARGE =
      new Fault(413, "body_too_large", "Body too large", "The body is too large.")
          .then(After.CLOSE_UNLESS_WHOLE);
  static final Fault URI_TOO_LONG =
      new Fault(
              414,
              "uri_too_long",
              "Request line too long",
              "The request line is longer than 4096 bytes.")
          .closing();
  static final Fault MEDIA_TYPE =
      new Fault(
          415,
          "unsupported_media_type",
          "Unsupported media type",
          "The Content-Type is neither application/json nor application/x-ndjson.");
  static final Fault HEADERS_TOO_LARGE =
      new Fault(
              431,
              "headers_too_large",
              "Headers too large",
              "The headers are larger than 8192 bytes.")
          .closing();
  static final Fault DRAINING =
      new Fault(503, "draining", "Shutting down", "The service is shutting down.");

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  private static final long LINGER_NANOS = 500_000_000;

  private final Clock clock;

  Problems(Clock clock) {
    this.clock = clock;
  }

  long nowMillis() {
    return clock.millis();
  }

  static int status(Problem problem) {
    return switch (problem) {
      case INVALID_REQUEST -> 400;
      case UNAUTHORIZED -> 401;
      case NOT_FOUND -> 404;
      case RATE_LIMITED -> 429;
      case INTERNAL -> 500;
      case MALFORMED -> 502;
      case UNAVAILABLE, CIRCUIT_OPEN, DISABLED, OVERLOADED -> 503;
      case TIMED_OUT -> 504;
    };
  }

  private static String title(Problem problem) {
    return switch (problem) {
      case INVALID_REQUEST -> "Invalid request";
      case UNAUTHORIZED -> "Unauthorized";
      case NOT_FOUND -> "Not found";
      case RATE_LIMITED -> "Rate limited";
      case INTERNAL -> "Internal fault";
      case MALFORMED -> "Malformed upstream answer";
      case UNAVAILABLE -> "Unavailable";
      case CIRCUIT_OPEN -> "Circuit open";
      case DISABLED -> "Disabled";
      case OVERLOADED -> "Overloaded";
      case TIMED_OUT -> "Timed out";
    };
  }

  static Fault fault(Throwable cause) {
    if (cause instanceof InvalidValueException invalid) {
      return new Fault(
          400,
          Problem.INVALID_REQUEST.code(),
          title(Problem.INVALID_REQUEST),
          String.valueOf(invalid.getMessage()),
          Map.of("parameter", invalid.name(), "allowed", invalid.allowed()),
          Map.of(),
          null,
          After.KEEP);
    }
    if (cause instanceof FaultException fault) {
      return fault.fault();
    }
    ProblemException problem = Bus.problem(cause);
    return new Fault(
        status(problem.problem()),
        problem.problem().code(),
        title(problem.problem()),
        problem.detail(),
        Map.of(),
        Map.of(),
        problem.retryAtMillis(),
        After.KEEP);
  }

  /** Answers a request with what failed it; logs what is a fault of our own. */
  void send(HttpServerRequest request, Throwable cause) {
    if (Reply.isAnswered(request)) {
      return; // Or the caller has gone: mostly that is what failed, and nobody is to be told.
    }
    Fault fault = fault(cause);
    if (fault.status() == 500) {
      LOG.error("{} {} failed", request.method(), request.path(), cause);
    }
    send(request, fault);
  }

  /** Answers a request unless it is answered already. */
  void send(HttpServerRequest request, Fault fault) {
    HttpServerResponse response = request.response();
    if (Reply.isAnswered(request)) {
      return;
    }
    Buffer body = Json.write(fault.document(RequestIds.stamp(request)));
    response
        .setStatusCode(fault.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    fault.headers().forEach(response::putHeader);
    if (fault.status() == 503 || fault.status() == 429) {
      response.putHeader(HttpHeaders.RETRY_AFTER, String.valueOf(retryAfterS(fault)));
    }
    boolean sending =
        !request.isEnded() && !request.decoderResult().isFailure() && hasBody(request);
    boolean closes = fault.after() != After.KEEP;
    if (closes && !sending) {
      response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }
    boolean head = HttpMethod.HEAD.equals(request.method());
    if (head) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(body.length()));
    }
    Future<Void> sent = head ? response.end() : response.end(body);
    if (closes) {
      sent.onComplete(done -> close(request, sending, fault.after()));
    }
  }

  /** Without one a request is whole with its head, whether or not its end was told yet. */
  private static boolean hasBody(HttpServerRequest request) {
    String length = request.headers().get(HttpHeaders.CONTENT_LENGTH);
    return request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        || (length != null && !length.strip().equals("0"));
  }

  /**
   * Closes the connection; a little later when the caller is still sending, since closing at once
   * (as saying {@code Connection: close} would do) makes the network throw away the answer that the
   * caller has not read yet.
   */
  private void close(HttpServerRequest request, boolean sending, After after) {
    if (sending) {
      clock.after(
          LINGER_NANOS,
          () -> {
            if (after == After.CLOSE || !request.isEnded()) {
              request.connection().close();
            }
          });
    } else {
      request.connection().close();
    }
  }

  private long retryAfterS(Fault fault) {
    Long retryAt = fault.retryAtMillis();
    return retryAt == null ? 1 : Math.max(1, (retryAt - clock.millis() + 999) / 1000);
  }
}
