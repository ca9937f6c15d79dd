package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.Acquire;
import dev.windsock.bus.Messages.Adopt;
import dev.windsock.bus.Messages.BreakerMoved;
import dev.windsock.bus.Messages.Permit;
import dev.windsock.bus.Messages.Priority;
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
  /** How long a provider is left alone that refuses us in a way that time seldom heals. */
  static final Duration SUSPENSION = Duration.ofHours(1);

  private static final Logger LOG = LoggerFactory.getLogger(Guard.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long BREAKER_GRACE_MILLIS = 1_000;

  /** What is kept back of a budget for the call itself while waiting for a permit. */
  private static final long CALL_RESERVE_MILLIS = 200;

  private final String provider;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Vitals vitals;
  private final ProviderMeters meters;
  private final CircuitBreaker breaker;
  private final CallWindow window;
  private CircuitBreakerState last = CircuitBreakerState.CLOSED;
  private long openedAtMillis;
  private boolean probing;
  private @Nullable ProblemException suspended;
  private @Nullable Permit lastPermit;

  /** How an attempt fails that was not sent before its permit was void: it may have another. */
  @SuppressWarnings("StaticAssignmentOfThrowable") // without a stack, and told apart by identity
  static final ProblemException VOID =
      new ProblemException(Problem.OVERLOADED, "the permit was void before the call was sent");

  /**
   * What one attempt may use.
   *
   * @param timeoutNanos the time for all of it
   * @param sendByNanos on the clock: from then on the permit is void and nothing may be sent
   */
  record Pass(long timeoutNanos, long sendByNanos) {}

  /** One attempt to do what is guarded: fails with problems only. */
  interface Attempt<T> {
    Future<T> go(Pass pass);
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
    vitals.breaker("closed");
    meters.breaker("closed");
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
    boolean probe = breaker.state() == CircuitBreakerState.HALF_OPEN;
    probing |= probe;
    return once(priority, deadlineNanos, attempt)
        .recover(
            cause ->
                cause == VOID ? once(priority, deadlineNanos, attempt) : Future.failedFuture(cause))
        .onComplete(done -> probing &= !probe);
  }

  private <T> Future<T> once(Priority priority, long deadlineNanos, Attempt<T> attempt) {
    long waitMillis = Math.max(0, leftMillis(deadlineNanos) - CALL_RESERVE_MILLIS);
    return parts
        .quota()
        .acquire(new Acquire(provider, 1, 1, priority, waitMillis))
        .compose(permit -> permitted(permit, deadlineNanos, attempt));
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
  }

  /** The last permit that was granted, or null. */
  @Nullable Permit lastPermit() {
    return lastPermit;
  }

  private @Nullable ProblemException refusal() {
    long now = parts.clock().millis();
    ProblemException suspension = suspended;
    if (suspension != null) {
      Long until = suspension.retryAtMillis();
      if (until != null && now < until) {
        return suspension;
      }
      suspended = null;
      vitals.suspended(null);
    }
    boolean open = breaker.state() == CircuitBreakerState.OPEN;
    if (open || (breaker.state() == CircuitBreakerState.HALF_OPEN && probing)) {
      long retryAt = openedAtMillis + options.breaker().openFor().toMillis();
      return new ProblemException(
          Problem.CIRCUIT_OPEN, "the provider failed too often just now", Math.max(now, retryAt));
    }
    return null;
  }

  private <T> Future<T> permitted(Permit permit, long deadlineNanos, Attempt<T> attempt) {
    if (permit.granted() < 1) {
      return Future.failedFuture(
          new ProblemException(
              Problem.RATE_LIMITED, "the quota is " + permit.reason(), permit.resetAtMillis()));
    }
    lastPermit = permit;
    long now = parts.clock().nanos();
    long leftNanos = deadlineNanos - now;
    if (leftNanos <= 0) {
      return Future.failedFuture(new ProblemException(Problem.TIMED_OUT, "no time was left"));
    }
    long validMillis =
        Math.min(permit.validMillis(), permit.validUntilMillis() - parts.clock().millis());
    Pass pass =
        new Pass(
            Math.min(leftNanos, options.deadline().toNanos()), now + validMillis * NANOS_PER_MILLI);
    return breaker
        .<AsyncResult<T>>execute(() -> counted(attempt, pass))
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

  /** For the state machine, a refusal is a success: the provider is alive. */
  private <T> Future<AsyncResult<T>> counted(Attempt<T> attempt, Pass pass) {
    long startNanos = parts.clock().nanos();
    return attempt
        .go(pass)
        .transform(
            done -> {
              Problem problem = done.failed() ? problem(done.cause()).problem() : null;
              settle(problem, parts.clock().nanos() - startNanos);
              return problem != null && Failures.isFault(problem)
                  ? Future.failedFuture(done.cause())
                  : Future.succeededFuture(done);
            });
  }

  private void settle(@Nullable Problem problem, long durationNanos) {
    boolean fault = problem != null && Failures.isFault(problem);
    vitals.called(parts.clock(), durationNanos, problem);
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
    long until = parts.clock().millis() + SUSPENSION.toMillis();
    suspended = new ProblemException(problem, "the upstream refuses us; left alone", until);
    vitals.suspended("the upstream refuses us (" + problem + ")");
    LOG.warn("{} refuses us ({}): left alone for {}", provider, problem, SUSPENSION);
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

  private long leftMillis(long deadlineNanos) {
    return (deadlineNanos - parts.clock().nanos()) / NANOS_PER_MILLI;
  }

  /** Stops the breaker's timers. */
  void close() {
    breaker.close();
  }
}
