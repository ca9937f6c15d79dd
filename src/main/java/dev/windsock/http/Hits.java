package dev.windsock.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.windsock.answer.AnswerKey;
import dev.windsock.answer.Answers;
import dev.windsock.answer.Rendered;
import dev.windsock.time.Clock;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

/**
 * The short way: a request whose URI was understood before and whose answer is at hand is answered
 * without router, parsing or timer. Whatever is out of the ordinary takes the long way, which knows
 * the same headers. Thread-safe.
 */
final class Hits {
  private static final int MAX_URIS = 8192;
  private static final int MAX_URI_LENGTH = 128;

  private final Answers answers;
  private final AnswerResponse response;
  private final HttpMeters meters;
  private final Clock clock;
  private final Cache<String, AnswerKey> keys =
      Caffeine.newBuilder().executor(Runnable::run).maximumSize(MAX_URIS).build();

  Hits(Answers answers, AnswerResponse response, HttpMeters meters, Clock clock) {
    this.answers = answers;
    this.response = response;
    this.meters = meters;
    this.clock = clock;
  }

  /** A URI that asks for one answer, as JSON unless the Accept header says otherwise. */
  void learn(String uri, AnswerKey key) {
    if (uri.length() <= MAX_URI_LENGTH) {
      keys.put(uri, key);
    }
  }

  /** Answers the request if that can be done at once. Returns whether it was. */
  boolean serve(HttpServerRequest request) {
    AnswerKey key = keys.getIfPresent(request.uri());
    if (key == null || !isOrdinary(request)) {
      return false;
    }
    long startNanos = clock.nanos();
    Rendered rendered = answers.hit(key);
    if (rendered == null) {
      return false;
    }
    RequestIds.stamp(request);
    int status = response.send(request, rendered);
    meters.answered(RouteName.SENTIMENT, status, clock.nanos() - startNanos);
    return true;
  }

  private static boolean isOrdinary(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (!HttpMethod.GET.equals(method) && !HttpMethod.HEAD.equals(method)) {
      return false;
    }
    String accept = request.headers().get(HttpHeaders.ACCEPT);
    return (accept == null || accept.equals("*/*") || accept.equals("application/json"))
        && Gate.hasOneHost(request);
  }
}
