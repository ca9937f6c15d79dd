package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls: guarded, following redirects within the host they went to, each of them behind a
 * permit of its own, since the upstream counts them all. Bodies are parsed on a worker thread. Runs
 * on the context of its verticle.
 */
final class Calls {
  private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 3;
  private static final int UNCHANGED = 304;

  private final Vertx vertx;
  private final Clock clock;
  private final Upstream upstream;
  private final Hosts hosts;
  private final Fetch fetch;
  private final Guard guard;

  /**
   * How a call is to be made.
   *
   * @param deadlineNanos on the clock, by which all must be done
   * @param renewable whether a first 401 is no failure, since its cause can be renewed
   * @param kept what an answer 304 stands for, or null where none is expected
   */
  record Manner(Priority priority, long deadlineNanos, boolean renewable, @Nullable Reply kept) {}

  /**
   * What came of a call.
   *
   * @param value what was parsed; null when access was refused in a way that may be renewed
   * @param reply the answer it was parsed from
   */
  record Result<T>(@Nullable T value, Reply reply) {}

  /** What came of one exchange: a result, or the call that a redirect or a refusal leads to. */
  private record Step<T>(@Nullable Result<T> result, @Nullable Call moved) {}

  Calls(Vertx vertx, Clock clock, Upstream upstream, Hosts hosts, Fetch fetch, Guard guard) {
    this.vertx = vertx;
    this.clock = clock;
    this.upstream = upstream;
    this.hosts = hosts;
    this.fetch = fetch;
    this.guard = guard;
  }

  /**
   * Makes a call.
   *
   * @param parser reads a good answer; gives a {@link Refusal} where it holds one
   * @return the result, or a {@link ProblemException}
   */
  <T> Future<Result<T>> make(Call call, Manner manner, Function<Reply, T> parser) {
    return follow(call, manner, parser, 0);
  }

  private <T> Future<Result<T>> follow(
      Call call, Manner manner, Function<Reply, T> parser, int redirects) {
    return guard
        .<Step<T>>run(
            manner.priority(),
            manner.deadlineNanos(),
            leave ->
                fetch
                    .send(call, leave)
                    .compose(reply -> step(call, reply, manner, parser, redirects)))
        .compose(
            step -> {
              Call moved = step.moved();
              return moved == null
                  ? Future.succeededFuture(step.result())
                  : follow(moved, manner, parser, redirects + 1);
            });
  }

  private <T> Future<Step<T>> step(
      Call call, Reply reply, Manner manner, Function<Reply, T> parser, int redirects) {
    guard.skewed(RateDialect.skewMillis(reply, clock.millis()));
    if (REDIRECTS.contains(reply.status())) {
      Call moved = hosts.redirected(call, reply.header("Location"));
      return moved == null || redirects >= MAX_REDIRECTS
          ? Future.failedFuture(
              Failures.malformed("the upstream redirects elsewhere or in circles"))
          : Future.succeededFuture(new Step<>(null, moved));
    }
    Reply kept = manner.kept();
    if (reply.status() == UNCHANGED && kept != null) {
      return parsed(kept, reply, parser);
    }
    ProblemException failure = Failures.ofReply(upstream, reply, clock.millis());
    if (failure == null) {
      return parsed(reply, reply, parser);
    }
    Call instead = redirects < MAX_REDIRECTS ? upstream.instead(call, reply) : null;
    if (instead != null) {
      return Future.succeededFuture(new Step<>(null, instead));
    }
    if (manner.renewable() && failure.problem() == Problem.UNAUTHORIZED) {
      return Future.succeededFuture(new Step<>(new Result<>(null, reply), null));
    }
    return refused(reply, failure);
  }

  private <T> Future<Step<T>> parsed(Reply content, Reply reply, Function<Reply, T> parser) {
    return this.<T>parse(content, parser)
        .compose(
            value -> {
              if (value instanceof Refusal refusal) {
                return refused(reply, Failures.refused(upstream, reply, refusal, clock.millis()));
              }
              guard.adopt(upstream.rate(reply, clock.millis()), false);
              return Future.succeededFuture(new Step<>(new Result<>(value, reply), null));
            });
  }

  private <T> Future<T> refused(Reply reply, ProblemException failure) {
    boolean limited = failure.problem() == Problem.RATE_LIMITED;
    RateSaid said = upstream.rate(reply, clock.millis());
    if (limited && failure.retryAtMillis() != null) {
      said = new RateSaid(said.remaining(), failure.retryAtMillis(), said.also());
    }
    guard.adopt(said, limited);
    return Future.failedFuture(failure);
  }

  /**
   * Parses on a worker thread. A parser's surprise is the upstream's doing, and its message may
   * quote the body.
   */
  <T> Future<T> parse(Reply reply, Function<Reply, T> parser) {
    return vertx.executeBlocking(
        () -> {
          try {
            return parser.apply(reply);
          } catch (ProblemException e) {
            throw e;
          } catch (RuntimeException e) {
            LOG.debug("{}: {} while parsing", upstream.id(), e.getClass().getSimpleName());
            throw Failures.malformed("the answer is not what was agreed on");
          }
        },
        false);
  }
}
