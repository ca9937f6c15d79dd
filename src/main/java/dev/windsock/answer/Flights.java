package dev.windsock.answer;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Answers in the making, each made once however many ask for it. Thread-safe. Each passenger waits
 * until shortly after his own deadline; a flight that is not landed by the last of them crashes
 * with {@code timed_out}, so that none stays for ever.
 */
final class Flights {
  /**
   * How long after his deadline a passenger still waits. On a busy machine an answer is late by a
   * turn of the event loop, and who asked knows best when it is too late for him.
   */
  private static final long GRACE_NANOS = 1_000_000_000;

  /** More than this many answers at once cannot be made in anybody's time. */
  private static final int MAX_FLIGHTS = 20_000;

  /** The first passenger loads; the others wait with him. */
  record Seat(Future<Rendered> answer, boolean first) {}

  private final ConcurrentMap<AnswerKey, Flight> inAir = new ConcurrentHashMap<>();
  private final Clock clock;

  Flights(Clock clock) {
    this.clock = clock;
  }

  Seat board(AnswerKey key, long wantedByNanos) {
    long deadlineNanos = wantedByNanos + GRACE_NANOS;
    Flight known = inAir.get(key);
    if (known == null && inAir.size() >= MAX_FLIGHTS) {
      return new Seat(
          Future.failedFuture(
              new ProblemException(Problem.OVERLOADED, "too many answers are being made")),
          false);
    }
    if (known == null) {
      Flight flight = new Flight(key, deadlineNanos);
      known = inAir.putIfAbsent(key, flight);
      if (known == null) {
        return new Seat(flight.seat(deadlineNanos), true);
      }
    }
    return new Seat(known.seat(deadlineNanos), false);
  }

  void land(AnswerKey key, Rendered answer) {
    Flight flight = inAir.remove(key);
    if (flight != null) {
      flight.end();
      flight.answer.tryComplete(answer);
    }
  }

  void crash(AnswerKey key, Throwable cause) {
    Flight flight = inAir.remove(key);
    if (flight != null) {
      flight.end();
      flight.answer.tryFail(cause);
    }
  }

  private final class Flight {
    private final AnswerKey key;
    private final Promise<Rendered> answer = Promise.promise();
    private long untilNanos;
    private Clock.@Nullable Timer timer;
    private boolean ended;

    private Flight(AnswerKey key, long deadlineNanos) {
      this.key = key;
      this.untilNanos = deadlineNanos;
    }

    private Future<Rendered> seat(long deadlineNanos) {
      long leftNanos = Math.max(1, deadlineNanos - clock.nanos());
      stayUntil(deadlineNanos, leftNanos);
      return Within.here(Within.deadline(answer.future(), leftNanos, clock));
    }

    /** No lock is held while the clock is called: it may have one of its own. */
    private void stayUntil(long deadlineNanos, long leftNanos) {
      synchronized (this) {
        if (timer != null && deadlineNanos - untilNanos <= 0) {
          return;
        }
      }
      Clock.Timer needless = replace(clock.after(leftNanos, this::giveUp), deadlineNanos);
      if (needless != null) {
        needless.cancel();
      }
    }

    private synchronized Clock.@Nullable Timer replace(Clock.Timer fresh, long deadlineNanos) {
      if (ended || (timer != null && deadlineNanos - untilNanos <= 0)) {
        return fresh;
      }
      Clock.Timer earlier = timer;
      timer = fresh;
      untilNanos = deadlineNanos;
      return earlier;
    }

    /** Called off too late, a timer finds that there is time again. */
    private void giveUp() {
      synchronized (this) {
        if (clock.nanos() - untilNanos < 0) {
          return;
        }
      }
      if (inAir.remove(key, this)) {
        end();
        answer.tryFail(new ProblemException(Problem.TIMED_OUT, "no answer in time"));
      }
    }

    private void end() {
      Clock.Timer last;
      synchronized (this) {
        ended = true;
        last = timer;
      }
      if (last != null) {
        last.cancel();
      }
    }
  }
}
