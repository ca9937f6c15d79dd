package dev.windsock.provider;

import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Comparator;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets few through at a time; of those that wait, the most urgent goes first, and of equals the
 * first to come. When too many wait, the least urgent is turned away. Runs on one context; the
 * waiting time is bounded by what those inside take, which have deadlines of their own.
 */
final class Line {
  private final int maxInside;
  private final int maxWaiting;
  private final TreeSet<Turn<?>> waiting =
      new TreeSet<>(
          Comparator.<Turn<?>, Urgency>comparing(turn -> turn.urgency)
              .thenComparingLong(turn -> turn.number));
  private long numbers;
  private int inside;
  private boolean draining;

  Line(int maxInside, int maxWaiting) {
    this.maxInside = maxInside;
    this.maxWaiting = maxWaiting;
  }

  /** Runs work now or when its turn comes; refuses the least urgent when too many wait already. */
  <T> Future<T> enter(Urgency urgency, Supplier<Future<T>> work) {
    Turn<T> turn = new Turn<>(urgency, numbers++, work);
    if (inside < maxInside && waiting.isEmpty()) {
      begin(turn);
    } else {
      waiting.add(turn);
      if (waiting.size() > maxWaiting) {
        refuse(waiting.pollLast());
      }
    }
    return turn.promise.future();
  }

  private static void refuse(@Nullable Turn<?> last) {
    if (last != null) {
      last.promise.fail(
          new ProblemException(Problem.OVERLOADED, "too many reads wait for this provider"));
    }
  }

  private <T> void begin(Turn<T> turn) {
    inside++;
    Future<T> begun;
    try {
      begun = turn.work.get();
    } catch (RuntimeException e) {
      begun = Future.failedFuture(e);
    }
    begun.onComplete(
        done -> {
          // Before the next one begins, so that it knows what came of this one.
          turn.promise.handle(done);
          left();
        });
  }

  /** A loop, since work that is done at once comes back here from within. */
  private void left() {
    inside--;
    if (draining) {
      return;
    }
    draining = true;
    try {
      while (inside < maxInside && !waiting.isEmpty()) {
        Turn<?> next = waiting.pollFirst();
        if (next != null) {
          begin(next);
        }
      }
    } finally {
      draining = false;
    }
  }

  private static final class Turn<T> {
    private final Urgency urgency;
    private final long number;
    private final Supplier<Future<T>> work;
    private final Promise<T> promise = Promise.promise();

    private Turn(Urgency urgency, long number, Supplier<Future<T>> work) {
      this.urgency = urgency;
      this.number = number;
      this.work = work;
    }
  }
}
