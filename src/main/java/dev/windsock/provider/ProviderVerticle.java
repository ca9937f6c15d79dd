package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves one source at {@code windsock.provider.<id>.read}; deployed once for each. */
public final class ProviderVerticle extends VerticleBase {
  /**
   * How long going waits for what somebody waits for: enough for what a call usually takes, little
   * beside what those are given who ask meanwhile.
   */
  private static final Duration DRAIN = Duration.ofSeconds(2);

  private static final int MAX_WAITING = 4 * Question.MAX_SYMBOLS;

  private final Upstream upstream;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Vitals vitals;
  private final Demand demand = new Demand();
  private @Nullable Fetch fetch;
  private @Nullable Guard guard;
  private @Nullable ProviderMeters meters;
  private @Nullable MessageConsumer<Object> serving;
  private @Nullable Promise<Void> drained;

  /** Reads under way for which somebody waits. */
  private int awaited;

  /**
   * @param upstream the source
   * @param options its configuration
   * @param parts what it works with
   * @param vitals where it tells how it is
   */
  public ProviderVerticle(
      Upstream upstream, ProviderOptions options, ProviderParts parts, Vitals vitals) {
    this.upstream = upstream;
    this.options = options;
    this.parts = parts;
    this.vitals = vitals;
  }

  @Override
  public Future<?> start() {
    String id = upstream.id();
    Hosts hosts = Hosts.of(options);
    int connections = options.connections();
    Fetch http = new Fetch(vertx, parts.clock(), hosts, agent(), connections);
    ProviderMeters own = new ProviderMeters(parts.meters(), id);
    meters = own;
    Guard outer = new Guard(vertx, id, options, parts, vitals, own);
    vitals.used(parts.clock());
    Calls calls = new Calls(vertx, parts.clock(), upstream, hosts, http, outer);
    PageReader pages = new PageReader(parts.clock(), upstream, calls, parts.directory());
    SymbolReader reader = new SymbolReader(vertx, upstream, options, parts, pages, outer);
    Line line = new Line(connections, MAX_WAITING);
    fetch = http;
    guard = outer;
    MessageConsumer<Object> reads =
        parts
            .bus()
            .serve(
                Addresses.providerRead(id),
                ReadRequest.class,
                request -> read(request, reader, line));
    serving = reads;
    return reads.completion();
  }

  /** How we name ourselves, with a way to reach us where one is given. */
  private String agent() {
    String contact = options.settings().getOrDefault("contact", "").strip();
    return (options.userAgent() + " " + contact).strip();
  }

  private Future<ReadReply> read(ReadRequest request, SymbolReader reader, Line line) {
    if (request.wanted().size() > Question.MAX_SYMBOLS) {
      throw new InvalidValueException(
          "wanted", request.wanted().size() + " symbols", "up to " + Question.MAX_SYMBOLS);
    }
    vitals.used(parts.clock());
    boolean awaits = request.priority() == Priority.INTERACTIVE;
    awaited += awaits ? 1 : 0;
    return new Batch(request, reader, line, demand, parts.clock())
        .run()
        .onSuccess(reply -> announce(request, reply))
        .onComplete(done -> answered(awaits));
  }

  private void answered(boolean awaits) {
    awaited -= awaits ? 1 : 0;
    if (awaited == 0 && drained != null) {
      drained.tryComplete();
    }
  }

  /** After the reply has left: whoever asks because of it finds the readings on their way. */
  private void announce(ReadRequest request, ReadReply reply) {
    List<String> changed = new ArrayList<>();
    for (int i = 0; i < reply.reads().size(); i++) {
      Reading after = reply.reads().get(i).reading();
      Reading before = request.wanted().get(i).earlier();
      List<ScoredPost> old = before == null ? List.of() : before.posts();
      if (after != null && !after.posts().equals(old)) {
        changed.add(after.symbol());
      }
    }
    if (!changed.isEmpty()) {
      SentimentChanged announcement = new SentimentChanged(upstream.id(), changed);
      vertx.runOnContext(sent -> parts.bus().announce(Addresses.SENTIMENT_CHANGED, announcement));
    }
  }

  /** Takes nothing new, and lets be answered for a while what somebody waits for. */
  @Override
  public Future<?> stop() {
    Future<Void> withdrawn = serving == null ? Future.succeededFuture() : serving.unregister();
    return withdrawn.transform(done -> drain()).transform(done -> close());
  }

  private Future<Void> drain() {
    if (awaited == 0) {
      return Future.succeededFuture();
    }
    Promise<Void> all = Promise.promise();
    drained = all;
    Clock.Timer limit = parts.clock().after(DRAIN.toNanos(), all::tryComplete);
    return all.future().onComplete(done -> limit.cancel());
  }

  private Future<Void> close() {
    if (guard != null) {
      guard.close();
    }
    if (meters != null) {
      meters.close();
    }
    return fetch == null ? Future.succeededFuture() : fetch.close();
  }
}
