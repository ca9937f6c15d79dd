package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.provider.Calls.Manner;
import dev.windsock.provider.Parsed.Page;
import dev.windsock.score.SymbolDirectory;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Reads one page: prepares what the upstream must be asked first, renews it once when the upstream
 * says 401, asks conditionally for what is kept. Runs on the context of its verticle.
 */
final class PageReader {
  private final Clock clock;
  private final Upstream upstream;
  private final Calls calls;
  private final Replies replies;
  private final Prepared prepared;
  private final SymbolDirectory directory;

  PageReader(Clock clock, Upstream upstream, Calls calls, SymbolDirectory directory) {
    this.clock = clock;
    this.upstream = upstream;
    this.calls = calls;
    this.replies = new Replies(upstream.reusable());
    this.prepared = new Prepared(clock);
    this.directory = directory;
  }

  /** The page, or a {@link ProblemException}. */
  Future<Page> read(Ask ask, Priority priority, long deadlineNanos) {
    Preparation preparation = upstream.preparation();
    return preparation == null
        ? asked(ask, new Manner(priority, deadlineNanos, false, null)).map(PageReader::page)
        : prepared(preparation, ask, new Manner(priority, deadlineNanos, true, null));
  }

  private Future<Page> prepared(Preparation preparation, Ask ask, Manner manner) {
    return facts(preparation, ask, manner)
        .compose(
            facts ->
                asked(ask.with(facts), manner)
                    .compose(
                        page -> {
                          if (page != null) {
                            return Future.succeededFuture(page);
                          }
                          prepared.refuted(facts);
                          return renewed(preparation, ask, manner);
                        }));
  }

  /** Once: what is refused with fresh facts too is refused for good. */
  private Future<Page> renewed(Preparation preparation, Ask ask, Manner manner) {
    Manner last = new Manner(manner.priority(), manner.deadlineNanos(), false, null);
    return facts(preparation, ask, manner)
        .compose(facts -> asked(ask.with(facts), last))
        .map(PageReader::page);
  }

  private static Page page(@Nullable Page page) {
    if (page == null) {
      throw new ProblemException(Problem.UNAUTHORIZED, "the upstream refuses us");
    }
    return page;
  }

  private Future<Facts> facts(Preparation preparation, Ask ask, Manner manner) {
    return prepared.get(
        () ->
            calls
                .make(
                    preparation.call(ask),
                    new Manner(manner.priority(), manner.deadlineNanos(), false, null),
                    reply -> learned(preparation.parse(reply, ask)))
                .map(
                    result -> {
                      Facts facts = result.value();
                      if (facts == null || facts.values().size() > Facts.MAX_VALUES) {
                        throw Failures.malformed("the upstream told too much");
                      }
                      return facts;
                    }));
  }

  /** Off the event loop, as all parsing is: there may be ten thousand. */
  private Facts learned(Facts facts) {
    if (!facts.listings().isEmpty()) {
      directory.learn(facts.listings());
    }
    return facts;
  }

  /** Null when access was refused in a way that may be renewed. */
  private Future<@Nullable Page> asked(Ask ask, Manner manner) {
    Call call = upstream.call(ask);
    if (call == null) {
      return Future.failedFuture(
          new ProblemException(Problem.NOT_FOUND, "the source does not cover such symbols"));
    }
    Reply recent = replies.recent(call, clock.nanos());
    if (recent != null) {
      return calls.parse(recent, reply -> upstream.parse(reply, ask)).map(PageReader::posts);
    }
    Reply kept = replies.get(call);
    Manner own = new Manner(manner.priority(), manner.deadlineNanos(), manner.renewable(), kept);
    return calls
        .make(
            kept == null ? call : Replies.conditional(call, kept),
            own,
            reply -> upstream.parse(reply, ask))
        .map(result -> kept(call, result));
  }

  private @Nullable Page kept(Call call, Calls.Result<Parsed> result) {
    Parsed parsed = result.value();
    if (parsed == null) {
      return null;
    }
    Page page = posts(parsed);
    if (result.reply().status() == 200) {
      replies.keep(call, result.reply(), clock.nanos());
    } else {
      replies.unchanged(call, clock.nanos());
    }
    return page;
  }

  private static Page posts(Parsed parsed) {
    if (parsed instanceof Page page) {
      return page;
    }
    throw Failures.malformed("the answer that was kept is a refusal");
  }
}
