package dev.windsock.provider;

import dev.windsock.bus.Addresses;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import dev.windsock.sentiment.Question;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one source and serves what is held of it at {@code windsock.provider.<id>.read};
 * deployed once for each. Being deployed waits for no connection.
 */
public final class StreamVerticle extends VerticleBase {
  /** The most that one message may have; what is larger ends the connection. */
  static final int MAX_MESSAGE_BYTES = 256 << 10;

  /** What the posts held here may weigh together. */
  private static final long MAX_BYTES = 32L << 20;

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;
  private static final int CLOSING_SECONDS = 1;

  /** One, and earlier ones that are still closing. */
  private static final int MAX_CONNECTIONS = 4;

  private static final Duration LAST_ROUNDS = Duration.ofSeconds(1);

  private final StreamSource source;
  private final ProviderOptions options;
  private final StreamParts stream;
  private final ProviderParts parts;
  private final Vitals vitals;
  private @Nullable Running running;

  /** What is to be taken down again. */
  private record Running(
      StreamKeeper keeper,
      StreamLease lease,
      Intake intake,
      StreamReads reads,
      Guard guard,
      ProviderMeters meters,
      StreamFigures figures,
      WebSocketClient client,
      @Nullable Fetch fetch) {}

  /**
   * @param source what to listen to
   * @param options its configuration
   * @param stream what it works with
   * @param vitals where it tells how it is
   */
  public StreamVerticle(
      StreamSource source, ProviderOptions options, StreamParts stream, Vitals vitals) {
    this.source = source;
    this.options = options;
    this.stream = stream;
    this.parts = stream.parts();
    this.vitals = vitals;
  }

  /** A stream as a source for the {@link ProviderRegistry}. */
  public static ProviderRegistry.Source source(StreamSource source, StreamParts stream) {
    return new ProviderRegistry.Source() {
      @Override
      public String id() {
        return source.id();
      }

      @Override
      public StreamVerticle verticle(ProviderOptions options, Vitals vitals) {
        return new StreamVerticle(source, options, stream, vitals);
      }
    };
  }

  @Override
  public Future<?> start() {
    String id = source.id();
    StreamFigures figures = new StreamFigures(parts.meters(), id);
    ProviderMeters meters = new ProviderMeters(parts.meters(), id);
    Guard guard = new Guard(vertx, id, options, parts, vitals, meters);
    WebSocketClient client =
        vertx.createWebSocketClient(
            new WebSocketClientOptions()
                .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                .setClosingTimeout(CLOSING_SECONDS)
                .setMaxFrameSize(MAX_MESSAGE_BYTES)
                .setMaxMessageSize(MAX_MESSAGE_BYTES)
                .setMaxConnections(MAX_CONNECTIONS));
    Held held = new Held(id, options, parts, stream.readings(), new FeedStore(MAX_BYTES));
    StreamSieve sieve = new StreamSieve(id, parts, held);
    StreamKeeper keeper = new StreamKeeper(parts.clock(), source, options, client, guard, figures);
    Intake intake =
        new Intake(
            vertx,
            parts.clock(),
            options.stream().flushEvery(),
            source::parse,
            new StreamReader(parts.resolver(), figures),
            sieve,
            held,
            figures,
            keeper);
    Upstream past = source.history();
    Fetch fetch = null;
    StreamHistory history = null;
    if (past != null) {
      Hosts hosts = Hosts.of(options);
      fetch = new Fetch(vertx, parts.clock(), hosts, options.userAgent(), 1);
      history =
          new StreamHistory(
              parts.clock(),
              new PageReader(
                  parts.clock(),
                  past,
                  new Calls(vertx, parts.clock(), past, hosts, fetch, guard),
                  parts.directory()),
              intake,
              options.credentials(),
              options.deadline());
    }
    keeper.connect(intake, history);
    StreamLease lease = new StreamLease(parts.clock(), stream, name(), source.exclusive(), keeper);
    keeper.onLive(lease::tell);
    StreamReads reads = new StreamReads(parts.clock(), held, sieve, keeper, lease, figures);
    running = new Running(keeper, lease, intake, reads, guard, meters, figures, client, fetch);
    vitals.stream(figures::state);
    vitals.used(parts.clock());
    lease.start();
    return parts
        .bus()
        .serve(Addresses.providerRead(id), ReadRequest.class, request -> read(request, reads))
        .completion();
  }

  /** One stream an account. */
  private String name() {
    return source.id()
        + options.credentials().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(Map.Entry::getValue)
            .map(Secret::fingerprint)
            .map(print -> "." + print)
            .collect(Collectors.joining());
  }

  private Future<ReadReply> read(ReadRequest request, StreamReads reads) {
    if (request.wanted().size() > Question.MAX_SYMBOLS) {
      throw new InvalidValueException(
          "wanted", request.wanted().size() + " symbols", "up to " + Question.MAX_SYMBOLS);
    }
    vitals.used(parts.clock());
    return reads.read(request);
  }

  /** What has come is written, and only a closed connection gives the lease to another. */
  @Override
  public Future<?> stop() {
    Running own = running;
    if (own == null) {
      return Future.succeededFuture();
    }
    own.reads().close();
    return own.keeper()
        .close()
        .transform(closed -> lastRounds(own.intake()))
        .transform(written -> own.lease().close())
        .transform(
            released -> {
              own.intake().close();
              own.guard().close();
              own.meters().close();
              own.figures().close();
              vitals.stream(null);
              return own.client().close();
            })
        .transform(
            closed -> own.fetch() == null ? Future.<Void>succeededFuture() : own.fetch().close());
  }

  private Future<Void> lastRounds(Intake intake) {
    Promise<Void> settled = Promise.promise();
    var limit = parts.clock().after(LAST_ROUNDS.toNanos(), settled::tryComplete);
    intake.settled().onComplete(done -> settled.tryComplete());
    intake.hurry();
    return settled.future().onComplete(done -> limit.cancel());
  }
}
