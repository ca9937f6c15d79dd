package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.ReadReply;
import dev.windsock.bus.Messages.ReadRequest;
import dev.windsock.bus.Messages.SentimentChanged;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Serves one source at {@code windsock.provider.<id>.read}; deployed once for each. */
public final class ProviderVerticle extends VerticleBase {
  private static final int MAX_WAITING = 4 * Question.MAX_SYMBOLS;

  private final Upstream upstream;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Vitals vitals;
  private final Demand demand = new Demand();
  private @Nullable Fetch fetch;
  private @Nullable Guard guard;
  private @Nullable ProviderMeters meters;

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
    PageReader pages = new PageReader(parts.clock(), upstream, calls);
    SymbolReader reader = new SymbolReader(vertx, upstream, options, parts, pages, outer);
    Line line = new Line(connections, MAX_WAITING);
    fetch = http;
    guard = outer;
    return parts
        .bus()
        .serve(
            Addresses.providerRead(id), ReadRequest.class, request -> read(request, reader, line))
        .completion();
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
    return new Batch(request, reader, line, demand, parts.clock())
        .run()
        .onSuccess(reply -> announce(request, reply));
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

  @Override
  public Future<?> stop() {
    if (guard != null) {
      guard.close();
    }
    if (meters != null) {
      meters.close();
    }
    return fetch == null ? Future.succeededFuture() : fetch.close();
  }
}
