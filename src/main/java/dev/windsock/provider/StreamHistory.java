package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.option.Secret;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Backoff;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for what was missed, page by page, each written before the next is asked for. Runs on the
 * context of its verticle.
 */
final class StreamHistory {
  private static final Logger LOG = LoggerFactory.getLogger(StreamHistory.class);
  private static final int MAX_PAGES = 100;
  private static final int MAX_TRIES = 5;
  private static final long MICROS_PER_MILLI = 1_000;

  private final Clock clock;
  private final PageReader pages;
  private final Intake intake;
  private final Map<String, Secret> credentials;
  private final Duration deadline;

  /** One reading under way. */
  private record Run(Backoff waits, BooleanSupplier wanted) {}

  StreamHistory(
      Clock clock,
      PageReader pages,
      Intake intake,
      Map<String, Secret> credentials,
      Duration deadline) {
    this.clock = clock;
    this.pages = pages;
    this.intake = intake;
    this.credentials = credentials;
    this.deadline = deadline;
  }

  /**
   * Reads from a position on.
   *
   * @param wanted whether to go on
   * @return whether all of it was read; false when there was too much, or when it was refused or
   *     failed too often; never fails
   */
  Future<Boolean> read(long fromMicros, Backoff waits, BooleanSupplier wanted) {
    Ask ask =
        new Ask(
            StreamSource.EVERYTHING,
            List.of(),
            Long.toString(fromMicros),
            null,
            clock.millis(),
            new Ask.Access(credentials, Map.of(), Facts.NONE));
    return page(ask, new Run(waits, wanted), 0, 0);
  }

  private Future<Boolean> page(Ask ask, Run run, int read, int failed) {
    if (read >= MAX_PAGES || !run.wanted().getAsBoolean()) {
      return Future.succeededFuture(false);
    }
    return pages
        .read(ask, Priority.WARMING, clock.nanos() + 2 * deadline.toNanos())
        .transform(
            done ->
                done.succeeded()
                    ? written(done.result(), ask, run, read)
                    : again(done.cause(), ask, run, read, failed + 1));
  }

  private Future<Boolean> written(Page page, Ask ask, Run run, int read) {
    List<StreamEvent> events = new ArrayList<>(page.posts().size());
    for (Post post : page.posts()) {
      events.add(new StreamEvent.Posted(post.publishedAtMillis() * MICROS_PER_MILLI, "h", post));
    }
    String next = page.next();
    return intake
        .offer(events)
        .compose(
            offered ->
                next == null
                    ? Future.succeededFuture(true)
                    : page(ask.page(next), run, read + 1, 0));
  }

  private Future<Boolean> again(Throwable cause, Ask ask, Run run, int read, int failed) {
    ProblemException failure = Failures.ofTransport(cause);
    boolean hopeless =
        switch (failure.problem()) {
          case UNAUTHORIZED, DISABLED, NOT_FOUND, INVALID_REQUEST -> true;
          default -> false;
        };
    if (hopeless || failed >= MAX_TRIES) {
      LOG.warn("page {} of what was missed: {} ({})", read, failure.problem(), failure.detail());
      return Future.succeededFuture(false);
    }
    Promise<Void> waited = Promise.promise();
    clock.after(wait(failure.retryAtMillis(), run.waits()), waited::complete);
    return waited.future().compose(due -> page(ask, run, read, failed));
  }

  private long wait(@Nullable Long told, Backoff waits) {
    long toldNanos = told == null ? 0 : (told - clock.millis()) * 1_000_000;
    return Math.max(waits.nextNanos(), toldNanos);
  }
}
