package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.option.InvalidValueException;
import dev.windsock.provider.Ask.Access;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Reading.QuotaLeft;
import dev.windsock.sentiment.Symbol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one symbol from one provider: the pages since the earlier reading, sifted, scored and laid
 * over it. Runs on the context of its verticle; parsing and scoring run on worker threads.
 */
final class SymbolReader {
  /** Posts older than this are in nobody's window, nor in what it is compared with. */
  static final Duration RETENTION = Duration.ofDays(15);

  /** Pages in a row when catching up; a beginning takes one. What is further back stays unread. */
  private static final int MAX_PAGES = 3;

  private final Vertx vertx;
  private final String provider;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final PageReader pages;
  private final Guard guard;
  private final Access access;
  private final Sieve sieve;
  private final RetryTime retryTime;

  /** Posts of several pages, and the cursor to go on from; null to stay where it was. */
  private record Haul(List<Post> posts, @Nullable String cursor, Set<String> withdrawn) {
    Haul add(Page page) {
      posts.addAll(page.posts());
      withdrawn.addAll(page.withdrawn());
      return this;
    }

    /** The earlier reading without what was taken back since. */
    @Nullable Reading without(@Nullable Reading earlier) {
      if (earlier == null || withdrawn.isEmpty()) {
        return earlier;
      }
      return new Reading(
          earlier.provider(),
          earlier.symbol(),
          earlier.readAtMillis(),
          earlier.cursor(),
          earlier.posts().stream().filter(post -> !withdrawn.contains(post.id())).toList(),
          earlier.filtered(),
          earlier.quota());
    }
  }

  SymbolReader(
      Vertx vertx,
      Upstream upstream,
      ProviderOptions options,
      ProviderParts parts,
      PageReader pages,
      Guard guard) {
    this.vertx = vertx;
    this.provider = upstream.id();
    this.options = options;
    this.parts = parts;
    this.pages = pages;
    this.guard = guard;
    this.access = new Access(options.credentials(), options.settings(), Facts.NONE);
    this.sieve =
        new Sieve(
            upstream.id(),
            upstream.quotable(),
            parts.scorer(),
            parts.directory(),
            parts.resolver());
    this.retryTime = new RetryTime(options.negativeTtls());
  }

  /** The reading or the problem; never fails. */
  Future<Read> read(Wanted wanted, Priority priority, long deadlineNanos) {
    Symbol symbol;
    try {
      symbol = Symbol.parse(wanted.symbol());
    } catch (InvalidValueException e) {
      return Future.succeededFuture(Read.failed(wanted.symbol(), Problem.INVALID_REQUEST, null));
    }
    Reading earlier = wanted.earlier();
    if (earlier != null
        && !(earlier.provider().equals(provider) && earlier.symbol().equals(symbol.code()))) {
      earlier = null;
    }
    return read(symbol, earlier, priority, deadlineNanos)
        .onSuccess(reading -> retryTime.succeeded())
        .map(Read::of)
        .recover(cause -> Future.succeededFuture(failed(symbol, cause)));
  }

  private Read failed(Symbol symbol, Throwable cause) {
    ProblemException failure = Failures.ofTransport(cause);
    return Read.failed(
        symbol.code(), failure.problem(), retryTime.retryAtMillis(failure, parts.clock().millis()));
  }

  private Future<Reading> read(
      Symbol symbol, @Nullable Reading earlier, Priority priority, long deadlineNanos) {
    Subject subject = Subject.of(symbol, parts.directory());
    Ask ask =
        new Ask(
            symbol,
            subject.names(),
            earlier == null ? null : earlier.cursor(),
            null,
            parts.clock().millis(),
            access);
    return pages
        .read(ask, priority, deadlineNanos)
        .compose(first -> more(first, ask, priority, deadlineNanos))
        .compose(haul -> merged(haul, subject, earlier));
  }

  private Future<Haul> more(Page first, Ask ask, Priority priority, long deadlineNanos) {
    Haul haul = new Haul(new ArrayList<>(), first.cursor(), new HashSet<>()).add(first);
    return ask.cursor() == null
        ? Future.succeededFuture(haul)
        : following(first, haul, ask, priority, deadlineNanos, 1);
  }

  /**
   * Goes on page by page. When one fails, what came before it is kept, and the cursor stays, so
   * that the next read closes the gap.
   */
  private Future<Haul> following(
      Page page, Haul haul, Ask ask, Priority priority, long deadlineNanos, int read) {
    String next = page.next();
    if (next == null || read >= MAX_PAGES) {
      return Future.succeededFuture(haul);
    }
    return pages
        .read(ask.page(next), priority, deadlineNanos)
        .transform(
            done -> {
              if (done.failed()) {
                return Future.succeededFuture(new Haul(haul.posts(), null, haul.withdrawn()));
              }
              return following(
                  done.result(), haul.add(done.result()), ask, priority, deadlineNanos, read + 1);
            });
  }

  private Future<Reading> merged(Haul haul, Subject subject, @Nullable Reading earlier) {
    long now = parts.clock().millis();
    Permit permit = guard.lastPermit();
    QuotaLeft left =
        permit == null ? null : new QuotaLeft(permit.remaining(), permit.resetAtMillis());
    return vertx.executeBlocking(
        () -> {
          Reading before = haul.without(earlier);
          Sieve.Sifted sifted = sieve.sift(haul.posts(), subject, before, now);
          return new Reading(
                  provider,
                  subject.symbol().code(),
                  now,
                  haul.cursor(),
                  sifted.posts(),
                  sifted.filtered(),
                  left)
              .over(before, options.maxPosts(), now - RETENTION.toMillis());
        },
        false);
  }
}
