package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request for many symbols. What is not read when the budget is spent is timed out; once the
 * provider as a whole refuses (no quota, circuit open, switched off), the symbols that were not
 * begun are answered the same at once. Runs on one context.
 */
final class Batch {
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long MAX_BUDGET_MILLIS = 60_000;

  private final ReadRequest request;
  private final SymbolReader reader;
  private final Line line;
  private final Demand demand;
  private final Clock clock;
  private final @Nullable Read[] reads;
  private final Promise<ReadReply> promise = Promise.promise();
  private final long deadlineNanos;
  private Clock.@Nullable Timer timer;
  private @Nullable Read refusal;
  private int open;

  Batch(ReadRequest request, SymbolReader reader, Line line, Demand demand, Clock clock) {
    this.request = request;
    this.reader = reader;
    this.line = line;
    this.demand = demand;
    this.clock = clock;
    this.reads = new Read[request.wanted().size()];
    this.open = reads.length;
    this.deadlineNanos = clock.nanos() + budgetNanos(request);
  }

  private static long budgetNanos(ReadRequest request) {
    return Math.max(1, Math.min(MAX_BUDGET_MILLIS, request.budgetMillis())) * NANOS_PER_MILLI;
  }

  Future<ReadReply> run() {
    if (open == 0) {
      return Future.succeededFuture(new ReadReply(List.of()));
    }
    timer = clock.after(budgetNanos(request), this::finish);
    for (int i = 0; i < reads.length; i++) {
      int at = i;
      Wanted wanted = request.wanted().get(at);
      line.enter(urgency(wanted), () -> turn(wanted))
          .onComplete(read -> arrived(at, read), e -> arrived(at, overloaded(wanted, e)));
    }
    return promise.future();
  }

  private Urgency urgency(Wanted wanted) {
    Reading earlier = wanted.earlier();
    return Urgency.of(
        request.priority(),
        demand.asked(wanted.symbol(), clock.nanos()),
        earlier == null ? null : earlier.readAtMillis(),
        clock.millis());
  }

  private Future<Read> turn(Wanted wanted) {
    Read refused = refusal;
    if (refused != null && refused.problem() != null) {
      return Future.succeededFuture(
          Read.failed(wanted.symbol(), refused.problem(), refused.retryAtMillis()));
    }
    return clock.nanos() >= deadlineNanos
        ? Future.succeededFuture(timedOut(wanted))
        : reader.read(wanted, request.priority(), deadlineNanos).onSuccess(this::note);
  }

  /** Inside the line, so that whoever is next in line knows. */
  private void note(Read read) {
    if (isRefusalOfAll(read.problem())) {
      refusal = read;
    }
  }

  private void arrived(int at, Read read) {
    if (reads[at] == null) {
      reads[at] = read;
      if (--open == 0) {
        finish();
      }
    }
  }

  private static boolean isRefusalOfAll(@Nullable Problem problem) {
    return problem == Problem.RATE_LIMITED
        || problem == Problem.CIRCUIT_OPEN
        || problem == Problem.UNAUTHORIZED
        || problem == Problem.DISABLED;
  }

  private void finish() {
    if (timer != null) {
      timer.cancel();
    }
    List<Read> all = new ArrayList<>(reads.length);
    for (int i = 0; i < reads.length; i++) {
      Read read = reads[i];
      all.add(read == null ? timedOut(request.wanted().get(i)) : read);
    }
    promise.tryComplete(new ReadReply(all));
  }

  private Read timedOut(Wanted wanted) {
    return Read.failed(wanted.symbol(), Problem.TIMED_OUT, clock.millis());
  }

  private Read overloaded(Wanted wanted, Throwable cause) {
    ProblemException problem = Failures.ofTransport(cause);
    return Read.failed(wanted.symbol(), problem.problem(), clock.millis());
  }
}
