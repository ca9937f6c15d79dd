package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.BreakerMoved;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.bus.QuotaMessages.Adopt;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.circuitbreaker.CircuitBreakerState;
import io.vertx.circuitbreaker.OpenCircuitException;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every call passes, from the outside in: suspension, breaker, permit, deadline. An open
 * circuit spends no quota, and a refusal of quota, ours or the upstream's, is no failure of the
 * provider.
 *
 * <p>The Vert.x circuit breaker is the state machine (open, half-open with one call, closed, a
 * timeout on each call); when it opens is decided by {@link CallWindow}, since its own count is
 * cleared by any success. Runs on the context of its verticle.
 */
final class Guard {
  private static final long VOID_RETRY_MILLIS = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long BREAKER_GRACE_MILLIS = 1_000;

  /** What is kept back of a budget for the call itself while waiting for a permit. */
  private static final long CALL_RESERVE_NANOS = Duration.ofMillis(200).toNanos();

  private final String provider;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Vitals vitals;
  private final ProviderMeters meters;
  private final CircuitBreaker breaker;
  private final CallWindow window;
  private final long reserveNanos;
  private CircuitBreakerState last = CircuitBreakerState.CLOSED;
  private long openedAtMillis;
  private boolean probing;
  private @Nullable ProblemException suspended;
  private @Nullable Permit lastPermit;

  /** One attempt to do what is guarded: fails with problems only. */
  interface Attempt<T> {
    Future<T> go(Leave leave);
  }

  Guard(
      Vertx vertx,
      String provider,
      ProviderOptions options,
      ProviderParts parts,
      Vitals vitals,
      ProviderMeters meters) {
    this.provider = provider;
    this.options = options;
    this.parts = parts;
    this.vitals = vitals;
    this.meters = meters;
    this.window = new CallWindow(options.breaker());
    this.reserveNanos = Math.min(CALL_RESERVE_NANOS, options.deadline().toNanos());
    this.breaker =
        CircuitBreaker.create(
                provider,
                vertx,
                new CircuitBreakerOptions()
                    .setMaxFailures(Integer.MAX_VALUE)
                    .setTimeout(options.deadline().toMillis() + BREAKER_GRACE_MILLIS)
                    .setResetTimeout(options.breaker().openFor().toMillis())
                    .setNotificationAddress(null))
            .openHandler(opened -> moved(CircuitBreakerState.OPEN))
            .halfOpenHandler(halfOpened -> moved(CircuitBreakerState.HALF_OPEN))
            .closeHandler(closed -> moved(CircuitBreakerState.CLOSED));
    forget();
    meters.breaker("closed");
  }

  /** Figures outlive a deployment; what a guard found out about its provider does not. */
  private void forget() {
    vitals.breaker("closed");
    vitals.suspended(null);
  }

  /**
   * Runs an attempt when breaker and quota allow.
   *
   * @param deadlineNanos on the clock, by which all must be done, waiting for a permit included
   * @return what the attempt gave, or a {@link ProblemException}
   */
  <T> Future<T> run(Priority priority, long deadlineNanos, Attempt<T> attempt) {
    ProblemException refusal = refusal();
    if (refusal != null) {
      return Future.failedFuture(refusal);
    }
    if (deadlineNanos - parts.clock().nanos() < reserveNanos) {
      return Future.failedFuture(noTime());
    }
    boolean probe = breaker.state() == CircuitBreakerState.HALF_OPEN;
    probing |= probe;
    return once(priority, probe, deadlineNanos, attempt)
        .recover(
            cause ->
                cause == Exchange.VOID
                    ? once(priority, probe, deadlineNanos, attempt)
                    : Future.failedFuture(cause))
        .recover(cause -> Future.failedFuture(cause == Exchange.VOID ? tooLate() : cause))
        .onComplete(done -> probing &= !probe);
  }

  /** The connection is there by then, and a call can be sent at once. */
  private ProblemException tooLate() {
    return new ProblemException(
        Problem.OVERLOADED, Exchange.VOID.detail(), parts.clock().millis() + VOID_RETRY_MILLIS);
  }

  private <T> Future<T> once(
      Priority priority, boolean probe, long deadlineNanos, Attempt<T> attempt) {
    long spareNanos = deadlineNanos - parts.clock().nanos() - reserveNanos;
    return parts
        .quota()
        .acquire(new Acquire(provider, 1, 1, priority, Math.max(0, spareNanos / NANOS_PER_MILLI)))
        .compose(permit -> permitted(permit, probe, deadlineNanos, attempt));
  }

  /** Passes on what the upstream said of its quota. */
  void adopt(RateSaid said, boolean refused) {
    if (refused || said.told()) {
      parts
          .quota()
          .adopt(new Adopt(provider, said.remaining(), said.resetAtMillis(), refused))
          .onFailure(
              e -> LOG.warn("{}: the limiter did not take what the upstream said", provider));
    }
    if (said.also() != null) {
      adopt(said.also(), false);
    }
  }

  /** Notes how far the upstream's clock is ahead; null when it does not tell. */
  void skewed(@Nullable Long aheadMillis) {
    meters.skewed(aheadMillis);
  }

  /** The last permit that was granted, or null. */
  @Nullable Permit lastPermit() {
    return lastPermit;
  }

  private @Nullable ProblemException refusal() {
    ProblemException suspension = suspension();
    if (suspension != null) {
      return suspension;
    }
    long now = parts.clock().millis();
    boolean open = breaker.state() == CircuitBreakerState.OPEN;
    if (open || (breaker.state() == CircuitBreakerState.HALF_OPEN && probing)) {
      long retryAt = openedAtMillis + options.breaker().openFor().toMillis();
      return new ProblemException(
          Problem.CIRCUIT_OPEN, "the provider failed too often just now", Math.max(now, retryAt));
    }
    return null;
  }

  private @Nullable ProblemException suspension() {
    ProblemException suspension = suspended;
    if (suspension != null) {
      Long until = suspension.retryAtMillis();
      if (until != null && parts.clock().millis() < until) {
        return suspension;
      }
      suspended = null;
      vitals.suspended(null);
    }
    return null;
  }

  private <T> Future<T> permitted(
      Permit permit, boolean probe, long deadlineNanos, Attempt<T> attempt) {
    if (permit.granted() < 1) {
      return Future.failedFuture(
          new ProblemException(
              Problem.RATE_LIMITED, "the quota is " + permit.reason(), permit.resetAtMillis()));
    }
    lastPermit = permit;
    Settling fate = new Settling(parts.quota(), provider, permit);
    // Much may have happened while this call waited in line.
    ProblemException refusal = probe ? suspension() : refusal();
    if (refusal != null) {
      fate.unsent();
      return Future.failedFuture(refusal);
    }
    long now = parts.clock().nanos();
    long leftNanos = deadlineNanos - now;
    // Half: being woken takes time too, and a permit is too dear to drop for that.
    if (leftNanos < reserveNanos / 2) {
      fate.unsent();
      return Future.failedFuture(noTime());
    }
    // From its grant on, not from its arrival: a busy event loop may have kept it.
    long validMillis =
        Math.min(permit.validMillis(), permit.validUntilMillis() - parts.clock().millis());
    Leave leave =
        new Leave(
            Math.min(leftNanos, options.deadline().toNanos()),
            now + validMillis * NANOS_PER_MILLI,
            fate);
    return breaker
        .<AsyncResult<T>>execute(() -> counted(attempt, leave))
        .onFailure(
            cause -> {
              if (cause instanceof OpenCircuitException) {
                fate.unsent();
              }
            })
        .transform(
            done -> {
              if (done.failed()) {
                return Future.failedFuture(problem(done.cause()));
              }
              AsyncResult<T> result = done.result();
              return result.succeeded()
                  ? Future.succeededFuture(result.result())
                  : Future.failedFuture(result.cause());
            });
  }

  /** Says of itself that it is worth trying again at once, unlike a timeout of the provider's. */
  private ProblemException noTime() {
    return new ProblemException(Problem.TIMED_OUT, "no time was left", parts.clock().millis());
  }

  /**
   * For the state machine, a refusal is a success: the provider is alive. A call that was cut short
   * or never sent shows nothing, so it closes no circuit.
   */
  private <T> Future<AsyncResult<T>> counted(Attempt<T> attempt, Leave leave) {
    long startNanos = parts.clock().nanos();
    return attempt
        .go(leave)
        .transform(
            done -> {
              Problem problem = done.failed() ? problem(done.cause()).problem() : null;
              boolean hasty = problem == Problem.TIMED_OUT && !isPatient(leave);
              settle(problem, hasty, parts.clock().nanos() - startNanos);
              if (hasty) {
                return Future.failedFuture(noTime());
              }
              return problem != null && (Failures.isFault(problem) || problem == Problem.OVERLOADED)
                  ? Future.failedFuture(done.cause())
                  : Future.succeededFuture(done);
            });
  }

  /** Whether a provider that does not answer in the time given is slow, not the caller hasty. */
  private boolean isPatient(Leave leave) {
    long slowNanos = options.breaker().slowCall().toNanos();
    return leave.timeoutNanos() >= Math.min(slowNanos, options.deadline().toNanos());
  }

  private void settle(@Nullable Problem problem, boolean hasty, long durationNanos) {
    boolean fault = problem != null && Failures.isFault(problem) && !hasty;
    vitals.called(parts.clock(), durationNanos, problem, fault);
    meters.called(problem, durationNanos);
    if (problem == Problem.UNAUTHORIZED || problem == Problem.DISABLED) {
      suspend(problem);
    }
    boolean tooBad = window.record(parts.clock().nanos(), fault, durationNanos);
    if (tooBad && breaker.state() == CircuitBreakerState.CLOSED) {
      breaker.open();
    }
  }

  private void suspend(Problem problem) {
    Duration suspendFor = options.breaker().suspendFor();
    long until = parts.clock().millis() + suspendFor.toMillis();
    suspended = new ProblemException(problem, "the upstream refuses us; left alone", until);
    vitals.suspended("the upstream refuses us (" + problem + ")");
    LOG.warn("{} refuses us ({}): left alone for {}", provider, problem, suspendFor);
  }

  private void moved(CircuitBreakerState state) {
    if (state == last) {
      return;
    }
    if (state == CircuitBreakerState.OPEN) {
      openedAtMillis = parts.clock().millis();
    } else if (state == CircuitBreakerState.CLOSED) {
      window.clear();
    }
    String from = name(last);
    last = state;
    vitals.breaker(name(state));
    meters.breaker(name(state));
    LOG.info("breaker of {}: {} to {}", provider, from, name(state));
    parts.bus().announce(Addresses.BREAKER_MOVED, new BreakerMoved(provider, from, name(state)));
  }

  private static String name(CircuitBreakerState state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static ProblemException problem(Throwable cause) {
    if (cause instanceof OpenCircuitException) {
      return new ProblemException(Problem.CIRCUIT_OPEN, "the provider failed too often just now");
    }
    return Failures.ofTransport(cause);
  }

  /** Stops the breaker's timers. */
  void close() {
    breaker.close();
    forget();
  }
}
