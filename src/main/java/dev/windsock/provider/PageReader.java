package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.provider.Parsed.Refusal;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one page: guarded, following redirects within the upstream's own host, each of them behind
 * a permit of its own, since the upstream counts them all. Bodies are parsed on a worker thread.
 * Runs on the context of its verticle.
 */
final class PageReader {
  private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final int MAX_REDIRECTS = 3;

  private final Vertx vertx;
  private final Clock clock;
  private final Upstream upstream;
  private final Endpoint endpoint;
  private final Fetch fetch;
  private final Guard guard;

  /** What came of one exchange: a page, or the call that a redirect leads to. */
  private record Step(@Nullable Page page, @Nullable Call moved) {}

  PageReader(
      Vertx vertx, Clock clock, Upstream upstream, Endpoint endpoint, Fetch fetch, Guard guard) {
    this.vertx = vertx;
    this.clock = clock;
    this.upstream = upstream;
    this.endpoint = endpoint;
    this.fetch = fetch;
    this.guard = guard;
  }

  /** The page, or a {@link ProblemException}. */
  Future<Page> read(Ask ask, Priority priority, long deadlineNanos) {
    Call call = upstream.call(ask);
    return call == null
        ? Future.failedFuture(
            new ProblemException(Problem.NOT_FOUND, "the source does not cover such symbols"))
        : follow(call, ask, priority, deadlineNanos, 0);
  }

  private Future<Page> follow(
      Call call, Ask ask, Priority priority, long deadlineNanos, int redirects) {
    return guard
        .run(
            priority,
            deadlineNanos,
            leave -> fetch.get(call, leave).compose(reply -> step(call, reply, ask, redirects)))
        .compose(
            step -> {
              Page page = step.page();
              Call moved = step.moved();
              return page != null || moved == null
                  ? Future.succeededFuture(page)
                  : follow(moved, ask, priority, deadlineNanos, redirects + 1);
            });
  }

  private Future<Step> step(Call call, Reply reply, Ask ask, int redirects) {
    guard.skewed(RateDialect.skewMillis(reply, clock.millis()));
    if (REDIRECTS.contains(reply.status())) {
      Call moved = endpoint.redirected(call, reply.header("Location"));
      return moved == null || redirects >= MAX_REDIRECTS
          ? Future.failedFuture(
              Failures.malformed("the upstream redirects elsewhere or in circles"))
          : Future.succeededFuture(new Step(null, moved));
    }
    ProblemException failure = Failures.ofReply(upstream, reply, clock.millis());
    if (failure != null) {
      return refused(reply, failure);
    }
    return vertx
        .executeBlocking(() -> parse(reply, ask), false)
        .compose(
            parsed -> {
              if (parsed instanceof Page page) {
                guard.adopt(upstream.rate(reply, clock.millis()), false);
                return Future.succeededFuture(new Step(page, null));
              }
              Refusal refusal = (Refusal) parsed;
              Long told = refusal.retryAtMillis();
              Long retryAt =
                  told == null ? Failures.retryAt(upstream, reply, clock.millis()) : told;
              return refused(
                  reply, new ProblemException(refusal.problem(), "the upstream refused", retryAt));
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

  /** A parser's surprise is the upstream's doing, and its message may quote the body. */
  private Parsed parse(Reply reply, Ask ask) {
    try {
      return upstream.parse(reply, ask);
    } catch (ProblemException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("{}: {} while parsing", upstream.id(), e.getClass().getSimpleName());
      throw Failures.malformed("the answer is not what was agreed on");
    }
  }
}
