package dev.windsock.answer;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Answers in the making, each made once however many ask for it. Thread-safe. A flight that is not
 * landed soon after the deadline of its first passenger crashes with {@code timed_out}, so that
 * none stays for ever. Soon after, not at it: on a busy machine an answer is late by a turn of the
 * event loop, and who asked knows best when it is too late for him.
 */
final class Flights {
  /** More than this many answers at once cannot be made in anybody's time. */
  private static final int MAX_FLIGHTS = 20_000;

  private static final long GRACE_NANOS = 1_000_000_000;

  /** The first passenger loads; the others wait with him. */
  record Seat(Future<Rendered> answer, boolean first) {}

  private record Flight(Promise<Rendered> answer, Clock.Timer timer) {}

  private final ConcurrentMap<AnswerKey, Flight> inAir = new ConcurrentHashMap<>();
  private final Clock clock;

  Flights(Clock clock) {
    this.clock = clock;
  }

  Seat board(AnswerKey key, long deadlineNanos) {
    Flight known = inAir.get(key);
    if (known != null) {
      return new Seat(Within.here(known.answer.future()), false);
    }
    if (inAir.size() >= MAX_FLIGHTS) {
      return new Seat(
          Future.failedFuture(
              new ProblemException(Problem.OVERLOADED, "too many answers are being made")),
          false);
    }
    Clock.Timer timer =
        clock.after(
            Math.max(1, deadlineNanos + GRACE_NANOS - clock.nanos()),
            () -> crash(key, new ProblemException(Problem.TIMED_OUT, "no answer in time")));
    Flight flight = new Flight(Promise.promise(), timer);
    Flight other = inAir.putIfAbsent(key, flight);
    if (other != null) {
      timer.cancel();
      return new Seat(Within.here(other.answer.future()), false);
    }
    return new Seat(Within.here(flight.answer.future()), true);
  }

  void land(AnswerKey key, Rendered answer) {
    Flight flight = inAir.remove(key);
    if (flight != null) {
      flight.timer.cancel();
      flight.answer.tryComplete(answer);
    }
  }

  void crash(AnswerKey key, Throwable cause) {
    Flight flight = inAir.remove(key);
    if (flight != null) {
      flight.timer.cancel();
      flight.answer.tryFail(cause);
    }
  }
}
