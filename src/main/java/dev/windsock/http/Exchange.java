package dev.windsock.http;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Objects;

/**
 * A request on the long way, with its one deadline: it covers the body too, so that a body that
 * drips cannot hold a connection. On the request's event loop only.
 */
final class Exchange {
  private static final String KEY = "exchange";

  /** The part of the deadline that answers may use; the rest is for writing them. */
  private static final double ANSWER_SHARE = 0.9;

  /** When no answer is there by then, it is said so: the refusal has to be read in time too. */
  private static final double LAST_SHARE = 0.95;

  private final long startNanos;
  private final long answerByNanos;
  private RouteName route = RouteName.NONE;

  private Exchange(long startNanos, long answerByNanos) {
    this.startNanos = startNanos;
    this.answerByNanos = answerByNanos;
  }

  /** Starts the clock for a request. */
  static void begin(
      RoutingContext context,
      Duration deadline,
      Clock clock,
      Problems problems,
      HttpMeters meters) {
    long start = clock.nanos();
    Exchange exchange = new Exchange(start, start + (long) (deadline.toNanos() * ANSWER_SHARE));
    context.put(KEY, exchange);
    long lastNanos = (long) (deadline.toNanos() * LAST_SHARE);
    Clock.Timer timer = clock.after(lastNanos, () -> giveUp(context.request(), problems));
    context.addEndHandler(
        done -> {
          timer.cancel();
          meters.answered(
              exchange.route,
              context.response().getStatusCode(),
              clock.nanos() - exchange.startNanos);
        });
  }

  private static void giveUp(HttpServerRequest request, Problems problems) {
    if (!request.isEnded()) {
      problems.send(request, Problems.SLOW_BODY);
    } else {
      problems.send(
          request, new ProblemException(Problem.TIMED_OUT, "The answer did not come in time."));
    }
  }

  static Exchange of(RoutingContext context) {
    return Objects.requireNonNull(context.<Exchange>get(KEY), "an exchange begins first");
  }

  void route(RouteName name) {
    this.route = name;
  }

  /** By when answers must be there, on the clock's monotonic time. */
  long answerByNanos() {
    return answerByNanos;
  }

  /** What is left until then in ms, at least 1. */
  long leftMillis(Clock clock) {
    return Math.max(1, (answerByNanos - clock.nanos()) / 1_000_000);
  }
}
