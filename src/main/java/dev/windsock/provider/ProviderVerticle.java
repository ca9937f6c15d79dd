package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.Messages.ReadReply;
import dev.windsock.bus.Messages.ReadRequest;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** Serves one source at {@code windsock.provider.<id>.read}; deployed once for each. */
public final class ProviderVerticle extends VerticleBase {
  /** Symbols read at a time, and connections to the upstream. */
  private static final int CONCURRENCY = 4;

  private static final int MAX_WAITING = 4 * Question.MAX_SYMBOLS;

  private final Upstream upstream;
  private final ProviderOptions options;
  private final ProviderParts parts;
  private final Vitals vitals;
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
    Endpoint endpoint = Endpoint.parse(options.baseUrl());
    Fetch http = new Fetch(vertx, parts.clock(), endpoint, options.userAgent(), CONCURRENCY);
    ProviderMeters own = new ProviderMeters(parts.meters(), id);
    meters = own;
    Guard outer = new Guard(vertx, id, options, parts, vitals, own);
    PageReader pages = new PageReader(vertx, parts.clock(), upstream, endpoint, http, outer);
    SymbolReader reader = new SymbolReader(vertx, id, options, parts, pages, outer);
    Gate gate = new Gate(CONCURRENCY, MAX_WAITING);
    fetch = http;
    guard = outer;
    return parts
        .bus()
        .serve(
            Addresses.providerRead(id), ReadRequest.class, request -> read(request, reader, gate))
        .completion();
  }

  private Future<ReadReply> read(ReadRequest request, SymbolReader reader, Gate gate) {
    if (request.wanted().size() > Question.MAX_SYMBOLS) {
      throw new InvalidValueException(
          "wanted", request.wanted().size() + " symbols", "up to " + Question.MAX_SYMBOLS);
    }
    return new Batch(request, reader, gate, parts.clock()).run();
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
