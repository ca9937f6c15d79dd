package dev.windsock.provider;

import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a preparation found out, fetched by one for all who ask meanwhile, and kept until shortly
 * before its time is over. A failed fetch is not kept. Runs on one context.
 */
final class Prepared {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Tokens are renewed before their end, so that none runs out on its way. */
  private static final long SPARE_NANOS = 60 * NANOS_PER_SECOND;

  private static final Duration LONGEST = Duration.ofDays(7);

  private final Clock clock;
  private @Nullable Facts facts;
  private long untilNanos;
  private @Nullable Future<Facts> fetching;

  Prepared(Clock clock) {
    this.clock = clock;
  }

  /** What is known, fetched when it is not or no longer. */
  Future<Facts> get(Supplier<Future<Facts>> fetch) {
    Facts known = facts;
    if (known != null && clock.nanos() - untilNanos < 0) {
      return Future.succeededFuture(known);
    }
    Future<Facts> begun = fetching;
    if (begun == null) {
      begun = fetch.get();
      if (!begun.isComplete()) {
        fetching = begun;
      }
      begun.onComplete(
          done -> {
            fetching = null;
            if (done.succeeded()) {
              keep(done.result());
            }
          });
    }
    return begun;
  }

  private void keep(Facts fetched) {
    Duration valid = fetched.validFor().compareTo(LONGEST) < 0 ? fetched.validFor() : LONGEST;
    long nanos = Math.max(NANOS_PER_SECOND, valid.toNanos());
    facts = fetched;
    untilNanos = clock.nanos() + nanos - Math.min(SPARE_NANOS, nanos / 10);
  }

  /** Forgets facts that turned out wrong, unless they have been replaced since. */
  @SuppressWarnings("ReferenceEquality") // the same token fetched anew would be another fact
  void refuted(Facts wrong) {
    if (facts == wrong) {
      facts = null;
    }
  }
}
