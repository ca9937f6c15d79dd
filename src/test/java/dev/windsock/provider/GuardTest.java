package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.Messages.BreakerMoved;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.ProviderState;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GuardTest {
  private static final BreakerOptions QUICK =
      new BreakerOptions(
          Duration.ofSeconds(10),
          4,
          0.5,
          Duration.ofSeconds(1),
          0.5,
          Duration.ofMillis(100),
          Duration.ofHours(1));

  private final Vertx vertx = Vertx.vertx();
  private final Bus bus = Bus.register(vertx);
  private final Fakes.Limiter limiter = new Fakes.Limiter(bus);
  private final ManualClock clock = new ManualClock();
  private final Vitals vitals = new Vitals();
  private final BlockingQueue<BreakerMoved> moves = new LinkedBlockingQueue<>();
  private final Guard guard = guard(QUICK);

  private Guard guard(BreakerOptions breaker) {
    bus.listen(Addresses.BREAKER_MOVED, BreakerMoved.class, moves::add);
    ProviderParts parts = Fakes.parts(clock, bus);
    return new Guard(
        vertx,
        "acme",
        Fakes.options("http://127.0.0.1", Duration.ofSeconds(5), breaker),
        parts,
        vitals,
        new ProviderMeters(parts.meters(), "acme"));
  }

  @AfterEach
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  /** Runs an attempt and gives its problem, null for success. */
  private @Nullable ProblemException run(Guard.Attempt<String> attempt) throws Exception {
    long deadline = clock.nanos() + Duration.ofSeconds(10).toNanos();
    try {
      Fakes.await(guard.run(Priority.INTERACTIVE, deadline, attempt));
      return null;
    } catch (ExecutionException e) {
      return (ProblemException) e.getCause();
    }
  }

  private ProblemException refused(Guard.Attempt<String> attempt) throws Exception {
    return Objects.requireNonNull(run(attempt));
  }

  private @Nullable Problem fail(Problem problem) throws Exception {
    ProblemException e = run(timeout -> Future.failedFuture(new ProblemException(problem, "no")));
    return e == null ? null : e.problem();
  }

  private void moved(String from, String to) throws InterruptedException {
    assertThat(moves.poll(10, TimeUnit.SECONDS)).isEqualTo(new BreakerMoved("acme", from, to));
  }

  @Test
  void run_tooManyFailures_opensAndSpendsNoQuota() throws Exception {
    for (int i = 0; i < 4; i++) {
      assertThat(fail(Problem.UNAVAILABLE)).isEqualTo(Problem.UNAVAILABLE);
    }
    int asked = limiter.asked.size();

    ProblemException refused = refused(timeout -> Future.succeededFuture("x"));

    assertThat(refused.problem()).isEqualTo(Problem.CIRCUIT_OPEN);
    assertThat(refused.retryAtMillis()).isEqualTo(clock.millis() + 100);
    assertThat(limiter.asked).hasSize(asked);
    moved("closed", "open");
  }

  @Test
  void run_eightyPercentFail_opensThoughSomeSucceed() throws Exception {
    run(timeout -> Future.succeededFuture("x"));
    fail(Problem.TIMED_OUT);
    fail(Problem.MALFORMED);
    fail(Problem.UNAVAILABLE);
    moved("closed", "open");
  }

  @Test
  void run_afterOpen_oneCallTriesAndCloses() throws Exception {
    for (int i = 0; i < 4; i++) {
      fail(Problem.UNAVAILABLE);
    }
    moved("closed", "open");
    moved("open", "half_open");

    assertThat(run(timeout -> Future.succeededFuture("x"))).isNull();

    moved("half_open", "closed");
    assertThat(fail(Problem.UNAVAILABLE)).as("the window begins anew").isNotNull();
    assertThat(run(timeout -> Future.succeededFuture("x"))).isNull();
  }

  @Test
  void run_trialFails_opensAgain() throws Exception {
    for (int i = 0; i < 4; i++) {
      fail(Problem.UNAVAILABLE);
    }
    moved("closed", "open");
    moved("open", "half_open");
    fail(Problem.UNAVAILABLE);
    moved("half_open", "open");
  }

  @Test
  void run_refusalsOfQuota_neverOpen() throws Exception {
    for (int i = 0; i < 20; i++) {
      assertThat(fail(Problem.RATE_LIMITED)).isEqualTo(Problem.RATE_LIMITED);
      assertThat(fail(Problem.NOT_FOUND)).isEqualTo(Problem.NOT_FOUND);
    }
    limiter.next = new Permit(0, "none", 0, "spent", 0, clock.millis() + 5_000, 0);
    for (int i = 0; i < 20; i++) {
      ProblemException denied = refused(timeout -> Future.failedFuture("never called"));
      assertThat(denied.problem()).isEqualTo(Problem.RATE_LIMITED);
      assertThat(denied.retryAtMillis()).isEqualTo(clock.millis() + 5_000);
    }
    assertThat(moves).isEmpty();
  }

  @Test
  void run_slowCalls_open() throws Exception {
    for (int i = 0; i < 4; i++) {
      run(
          timeout -> {
            clock.advance(Duration.ofMillis(1_500));
            return Future.succeededFuture("x");
          });
    }
    moved("closed", "open");
  }

  @Test
  void run_unauthorized_isLeftAloneForAnHourWithoutSpendingQuota() throws Exception {
    fail(Problem.UNAUTHORIZED);
    int asked = limiter.asked.size();
    clock.advance(Duration.ofMinutes(59));
    ProblemException refused = refused(timeout -> Future.succeededFuture("x"));
    assertThat(refused.problem()).isEqualTo(Problem.UNAUTHORIZED);
    assertThat(limiter.asked).hasSize(asked);

    clock.advance(Duration.ofMinutes(2));
    assertThat(run(timeout -> Future.succeededFuture("x"))).isNull();
  }

  @Test
  void run_timeIsShort_givesTheAttemptWhatIsLeft() throws Exception {
    long[] given = new long[1];
    Fakes.await(
        guard.run(
            Priority.WARMING,
            clock.nanos() + Duration.ofMillis(900).toNanos(),
            leave -> {
              given[0] = leave.timeoutNanos();
              return Future.succeededFuture("x");
            }));
    assertThat(Duration.ofNanos(given[0])).isEqualTo(Duration.ofMillis(900));
    assertThat(limiter.asked.element().maxWaitMillis()).isEqualTo(700);
    assertThat(limiter.asked.element().priority()).isEqualTo(Priority.WARMING);
  }

  @Test
  void run_granted_mayBeSentAsLongAsThePermitIsValid() throws Exception {
    long[] sendBy = new long[1];
    limiter.next = new Permit(1, "local", 250, "granted", 7, 42, clock.millis() + 900);
    run(
        leave -> {
          sendBy[0] = leave.sendByNanos();
          return Future.succeededFuture("x");
        });
    assertThat(Duration.ofNanos(sendBy[0] - clock.nanos())).isEqualTo(Duration.ofMillis(250));
  }

  @Test
  void run_permitLongUnderWay_isToBeSentByItsEnd() throws Exception {
    limiter.next = new Permit(1, "shared", 100, "granted", 7, 42, clock.millis() + 30);
    long[] sendBy = new long[1];
    run(
        leave -> {
          sendBy[0] = leave.sendByNanos();
          return Future.succeededFuture("x");
        });
    assertThat(Duration.ofNanos(sendBy[0] - clock.nanos())).isEqualTo(Duration.ofMillis(30));
  }

  @Test
  void run_permitVoidBeforeSending_takesOneOtherPermit() throws Exception {
    int[] attempts = new int[1];
    assertThat(
            run(
                leave ->
                    attempts[0]++ == 0
                        ? Future.failedFuture(Exchange.VOID)
                        : Future.succeededFuture("x")))
        .isNull();
    assertThat(limiter.asked).hasSize(2);

    ProblemException late = problemOf(attemptAlwaysVoid());
    assertThat(late.problem()).isEqualTo(Problem.OVERLOADED);
    assertThat(late.retryAtMillis()).isEqualTo(clock.millis() + 1_000);
    assertThat(limiter.asked).hasSize(4);
    assertThat(moves).isEmpty();
  }

  private Future<String> attemptAlwaysVoid() {
    return guard.run(
        Priority.INTERACTIVE,
        clock.nanos() + Duration.ofSeconds(10).toNanos(),
        leave -> Future.failedFuture(Exchange.VOID));
  }

  private Settle settled() throws InterruptedException {
    return Objects.requireNonNull(limiter.settled.poll(10, TimeUnit.SECONDS), "not settled");
  }

  @Test
  void run_answered_isSettledOnce() throws Exception {
    limiter.next = Fakes.Limiter.toSettle(9);
    run(
        leave -> {
          leave.fate().answered();
          leave.fate().answered();
          leave.fate().unsent();
          return Future.succeededFuture("x");
        });
    assertThat(settled()).isEqualTo(new Settle("acme", 9, 1, true));
    assertThat(limiter.settled).isEmpty();
  }

  @Test
  void run_neverSent_isGivenBackEachTime() throws Exception {
    limiter.next = Fakes.Limiter.toSettle(9);
    run(
        leave -> {
          leave.fate().unsent();
          return Future.failedFuture(Exchange.VOID);
        });
    assertThat(settled()).isEqualTo(new Settle("acme", 9, 1, false));
    assertThat(settled()).isEqualTo(new Settle("acme", 9, 1, false));
  }

  @Test
  void run_sentAndNotAnswered_isNotSettled() throws Exception {
    limiter.next = Fakes.Limiter.toSettle(9);
    fail(Problem.TIMED_OUT);
    run(leave -> Future.succeededFuture("behind"));
    assertThat(limiter.settled).isEmpty();
  }

  @Test
  void run_refusedWhileInLine_givesThePermitBack() throws Exception {
    limiter.next = Fakes.Limiter.toSettle(9);
    refusedWhileInLine();
    assertThat(settled()).isEqualTo(new Settle("acme", 9, 1, false));
  }

  @Test
  void run_callersBudgetTooShort_isNoFaultOfTheProvider() throws Exception {
    for (int i = 0; i < 20; i++) {
      long deadline = clock.nanos() + Duration.ofMillis(300).toNanos();
      Future<String> late =
          guard.run(
              Priority.INTERACTIVE,
              deadline,
              leave -> Future.failedFuture(new ProblemException(Problem.TIMED_OUT, "late")));
      assertThat(problemOf(late).problem()).isEqualTo(Problem.TIMED_OUT);
    }
    assertThat(moves).isEmpty();
    assertThat(run(leave -> Future.succeededFuture("x"))).isNull();
    ProviderState state = state();
    assertThat(state.failures()).isZero();
    assertThat(state.requests()).isEqualTo(21);
  }

  @Test
  void run_tooLittleTimeForACall_spendsNoQuota() throws Exception {
    long deadline = clock.nanos() + Duration.ofMillis(150).toNanos();
    ProblemException refused =
        problemOf(
            guard.run(
                Priority.INTERACTIVE, deadline, leave -> Future.failedFuture("never called")));
    assertThat(refused.problem()).isEqualTo(Problem.TIMED_OUT);
    assertThat(refused.retryAtMillis()).isEqualTo(clock.millis());
    assertThat(limiter.asked).isEmpty();
  }

  @Test
  void run_trialNeverSent_closesNoCircuit() throws Exception {
    for (int i = 0; i < 4; i++) {
      fail(Problem.UNAVAILABLE);
    }
    moved("closed", "open");
    moved("open", "half_open");
    fail(Problem.OVERLOADED);
    moved("half_open", "open");
  }

  /** Two calls at once, of which the first is refused in a way that goes for the second too. */
  private ProblemException refusedWhileInLine() throws Exception {
    Promise<ProblemException> waiter = Promise.promise();
    vertx
        .getOrCreateContext()
        .runOnContext(
            go -> {
              long deadline = clock.nanos() + Duration.ofSeconds(10).toNanos();
              guard.run(
                  Priority.INTERACTIVE,
                  deadline,
                  leave -> Future.failedFuture(new ProblemException(Problem.UNAUTHORIZED, "no")));
              guard
                  .run(Priority.INTERACTIVE, deadline, leave -> Future.succeededFuture("begun"))
                  .onSuccess(waiter::fail)
                  .onFailure(e -> waiter.complete((ProblemException) e));
            });
    return Fakes.await(waiter.future());
  }

  @Test
  void run_refusedWhileInLine_isNotBegun() throws Exception {
    assertThat(refusedWhileInLine().problem()).isEqualTo(Problem.UNAUTHORIZED);
    assertThat(limiter.asked).as("both were in line").hasSize(2);
  }

  @Test
  void close_suspendedProvider_isNotCalledSuspendedAnyMore() throws Exception {
    fail(Problem.UNAUTHORIZED);
    assertThat(state().state()).isEqualTo("disabled");
    guard.close();
    assertThat(state().state()).isEqualTo("up");
  }

  private ProviderState state() {
    ProviderOptions options = Fakes.options("http://127.0.0.1", Duration.ofSeconds(5), QUICK);
    return vitals.state("acme", options, true, true, clock);
  }

  private static ProblemException problemOf(Future<?> failed) throws Exception {
    return Fakes.await(
        failed.transform(done -> Future.succeededFuture((ProblemException) done.cause())));
  }

  @Test
  void record_oldCalls_leaveTheWindow() {
    CallWindow window = new CallWindow(QUICK);
    for (int i = 0; i < 3; i++) {
      assertThat(window.record(clock.nanos(), true, 0)).isFalse();
    }
    clock.advance(Duration.ofSeconds(11));
    assertThat(window.record(clock.nanos(), true, 0)).isFalse();
    assertThat(window.record(clock.nanos(), false, 0)).isFalse();
    assertThat(window.record(clock.nanos(), false, 0)).isFalse();
    assertThat(window.record(clock.nanos(), false, 0)).as("one of four").isFalse();
    assertThat(window.record(clock.nanos(), true, 0)).as("two of five").isFalse();
    assertThat(window.record(clock.nanos(), true, 0)).as("three of six").isTrue();
  }
}
