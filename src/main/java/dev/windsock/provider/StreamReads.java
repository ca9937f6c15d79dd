package dev.windsock.provider;

import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.bus.ProviderMessages.Wanted;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Answers reads of a stream from what is held. What is held counts as read now while the stream,
 * here or at the instance that listens, was heard within a minute; past that it is a failure, so
 * that what was known before is given as stale. Who asks in the first moments waits until the
 * stream has caught up with the present, a second at most. Runs on the context of its verticle.
 */
final class StreamReads {
  static final Duration HEARD = Duration.ofMinutes(1);
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final long LOOK_NANOS = Duration.ofMillis(20).toNanos();
  private static final long CAUGHT_UP_MILLIS = 5_000;
  private static final long RETRY_MILLIS = 1_000;

  private final Clock clock;
  private final Held held;
  private final StreamSieve sieve;
  private final StreamKeeper keeper;
  private final StreamLease lease;
  private final StreamFigures figures;
  private final Promise<Void> begun = Promise.promise();
  private final Clock.Timer limit;
  private final Clock.Timer look;

  StreamReads(
      Clock clock,
      Held held,
      StreamSieve sieve,
      StreamKeeper keeper,
      StreamLease lease,
      StreamFigures figures) {
    this.clock = clock;
    this.held = held;
    this.sieve = sieve;
    this.keeper = keeper;
    this.lease = lease;
    this.figures = figures;
    this.limit = clock.after(FIRST.toNanos(), this::begin);
    this.look = clock.every(LOOK_NANOS, this::look);
  }

  private void look() {
    Long lag = figures.state().lagMs();
    boolean caughtUp = keeper.listens() ? lag != null && lag < CAUGHT_UP_MILLIS : isHeard();
    if (caughtUp) {
      begin();
    }
  }

  private void begin() {
    limit.cancel();
    look.cancel();
    begun.tryComplete();
  }

  private boolean isHeard() {
    Long ago = keeper.listens() ? keeper.heardAgoMillis() : lease.shared().heardAgoMillis();
    return ago != null && ago < HEARD.toMillis();
  }

  Future<ReadReply> read(ReadRequest request) {
    return begun
        .future()
        .map(ready -> new ReadReply(request.wanted().stream().map(wanted -> one(wanted)).toList()));
  }

  private Read one(Wanted wanted) {
    Read read = held.read(wanted);
    if (read.reading() == null) {
      return read;
    }
    if (wanted.earlier() != null) {
      sieve.note(read.reading());
    }
    return isHeard() ? read : failed(wanted.symbol(), keeper.trouble());
  }

  private Read failed(String symbol, @Nullable ProblemException trouble) {
    Problem problem = trouble == null ? Problem.UNAVAILABLE : trouble.problem();
    Long told = trouble == null ? null : trouble.retryAtMillis();
    return Read.failed(
        symbol, problem, told == null ? Long.valueOf(clock.millis() + RETRY_MILLIS) : told);
  }

  void close() {
    begin();
  }
}
