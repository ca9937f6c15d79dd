package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.provider.StreamEvent.Ended;
import dev.windsock.provider.StreamFigures.Standing;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Backoff;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one stream up while this instance is to listen: connects through the {@link Guard}
 * (suspension, breaker, a permit for each connection, deadline), and again after a jittered,
 * growing wait, from where it came. Runs on the context of its verticle.
 */
final class StreamKeeper implements StreamLine.Listener, StreamLease.Holder, Intake.Valve {
  private static final Logger LOG = LoggerFactory.getLogger(StreamKeeper.class);

  /** A connection that lived for so long was a good one. */
  private static final long STEADY_NANOS = Duration.ofSeconds(10).toNanos();

  /** Who refuses a connection because there are too many is asked again no sooner. */
  private static final long LIMITED_NANOS = Duration.ofSeconds(5).toNanos();

  private static final long FIRST_WAIT_NANOS = Duration.ofMillis(250).toNanos();
  private static final long LONGEST_WAIT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Clock clock;
  private final StreamSource source;
  private final ProviderOptions options;
  private final Endpoint endpoint;
  private final WebSocketClient client;
  private final Guard guard;
  private final StreamFigures figures;
  private final Position position;
  private final Backoff retry = waits();
  private @Nullable Intake intake;
  private @Nullable StreamHistory history;
  private Runnable onLive = () -> {};
  private @Nullable StreamLine line;
  private Clock.@Nullable Timer next;
  private @Nullable Long heardNanos;
  private @Nullable ProblemException trouble;
  private @Nullable Long shared;
  private long liveNanos;
  private boolean listens;
  private boolean live;
  private int filling;

  StreamKeeper(
      Clock clock,
      StreamSource source,
      ProviderOptions options,
      WebSocketClient client,
      Guard guard,
      StreamFigures figures) {
    this.clock = clock;
    this.source = source;
    this.options = options;
    this.client = client;
    this.guard = guard;
    this.figures = figures;
    String url = options.stream().url();
    this.endpoint = Endpoint.parse(url.isEmpty() ? options.baseUrl() : url);
    this.position = new Position(options.stream().lookback(), source.reach());
  }

  /** Where messages go, and who asks for what was missed, if anybody. Called once, first. */
  void connect(Intake intake, @Nullable StreamHistory history) {
    this.intake = intake;
    this.history = history;
  }

  /** Whom to tell, one at most, that the stream is heard. Called once, first. */
  void onLive(Runnable listener) {
    onLive = listener;
  }

  @Override
  public void role(boolean now, @Nullable Long positionMicros) {
    listens = now;
    shared = positionMicros;
    if (now) {
      attempt();
    } else {
      LOG.info("{}: another instance listens", source.id());
      drop();
      figures.standing(Standing.FOLLOWING);
    }
  }

  @Override
  public @Nullable Long position() {
    return position.writtenMicros();
  }

  @Override
  public @Nullable Long heardAgoMillis() {
    StreamLine up = live ? line : null;
    Long heard = up == null ? heardNanos : Long.valueOf(up.heardNanos());
    return heard == null ? null : Math.max(0, (clock.nanos() - heard) / NANOS_PER_MILLI);
  }

  /** Whether this instance is the one to listen. */
  boolean listens() {
    return listens;
  }

  /** Why it is not live, or null. */
  @Nullable ProblemException trouble() {
    return live ? null : trouble;
  }

  private static Backoff waits() {
    return new Backoff(
        FIRST_WAIT_NANOS, LONGEST_WAIT_NANOS, () -> ThreadLocalRandom.current().nextDouble());
  }

  private void attempt() {
    next = null;
    if (!listens || line != null) {
      return;
    }
    figures.standing(Standing.CONNECTING);
    Position.Start start = position.start(shared, clock.millis());
    if (start.gap()) {
      LOG.warn("{}: what was missed is out of the upstream's reach in part", source.id());
      figures.gap();
    }
    StreamLine opening =
        new StreamLine(clock, source, options.credentials(), options.stream().idleTimeout(), this);
    line = opening;
    guard
        .run(
            Priority.INTERACTIVE,
            clock.nanos() + 2 * options.deadline().toNanos(),
            leave -> opening.open(client, target(start.micros()), leave))
        .onComplete(
            opened -> {
              if (line != opening) {
                opening.close();
              } else if (opened.succeeded()) {
                opened(start);
              } else {
                again(Failures.ofTransport(opened.cause()));
              }
            });
  }

  private WebSocketConnectOptions target(long fromMicros) {
    Call call = source.connect(fromMicros);
    WebSocketConnectOptions to =
        new WebSocketConnectOptions()
            .setSsl(endpoint.tls())
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setURI(endpoint.target(call))
            .setTimeout(options.deadline().toMillis());
    if (!options.userAgent().isEmpty()) {
      to.putHeader("User-Agent", options.userAgent());
    }
    call.headers().forEach(to::putHeader);
    return to;
  }

  private void opened(Position.Start start) {
    live = true;
    liveNanos = clock.nanos();
    trouble = null;
    figures.connected();
    figures.standing(Standing.LIVE);
    LOG.info("{}: listening", source.id());
    onLive.run();
    Intake sink = intake;
    if (sink != null && sink.isPaused()) {
      pause();
    }
    fill(start.micros());
  }

  /** Asks for what the stream itself does not tell; the last one that was begun counts. */
  private void fill(long fromMicros) {
    StreamHistory past = history;
    if (past == null) {
      return;
    }
    int mine = ++filling;
    position.hold();
    past.read(fromMicros, waits(), () -> mine == filling)
        .onSuccess(
            whole -> {
              if (mine != filling) {
                return;
              }
              if (!whole) {
                LOG.warn("{}: what was missed could not be read in part", source.id());
                figures.gap();
              }
              position.release();
            });
  }

  @Override
  public void received(String message) {
    Intake sink = intake;
    if (sink != null) {
      sink.offer(message);
    }
  }

  @Override
  public void ended(ProblemException why) {
    if (line != null) {
      again(why);
    }
  }

  @Override
  public void ended(Ended why) {
    lose(new ProblemException(why.problem(), why.why()));
  }

  @Override
  public void overflowed() {
    lose(new ProblemException(Problem.OVERLOADED, "more came than could be read"));
  }

  private void lose(ProblemException why) {
    StreamLine up = line;
    if (up != null && live) {
      up.close();
      again(why);
    }
  }

  private void again(ProblemException why) {
    StreamLine down = line;
    if (live && down != null) {
      heardNanos = down.heardNanos();
      if (clock.nanos() - liveNanos >= STEADY_NANOS) {
        retry.reset();
      }
    }
    boolean was = live;
    live = false;
    line = null;
    // What was being asked for is asked for anew from the same position.
    filling++;
    trouble = why;
    if (was) {
      LOG.info("{}: the stream ended: {}", source.id(), why.detail());
    } else if (why.problem() != Problem.CIRCUIT_OPEN) {
      LOG.info("{}: no stream: {} ({})", source.id(), why.problem(), why.detail());
    }
    if (was && position.broke(why.problem(), clock.millis())) {
      LOG.warn("{}: a part of the stream breaks the connection and is passed by", source.id());
      figures.gap();
    }
    if (!listens) {
      return;
    }
    figures.standing(Standing.WAITING);
    next = clock.after(waitNanos(why), this::attempt);
  }

  private long waitNanos(ProblemException why) {
    Long told = why.retryAtMillis();
    long least =
        told != null
            ? (told - clock.millis()) * NANOS_PER_MILLI
            : why.problem() == Problem.RATE_LIMITED ? LIMITED_NANOS : 0;
    return Math.max(retry.nextNanos(), least);
  }

  @Override
  public void pause() {
    if (line != null) {
      line.pause();
    }
  }

  @Override
  public void resume() {
    if (line != null) {
      line.resume();
    }
  }

  @Override
  public void written(long positionMicros) {
    position.written(positionMicros);
  }

  private Future<Void> drop() {
    filling++;
    if (next != null) {
      next.cancel();
      next = null;
    }
    StreamLine down = line;
    if (down == null) {
      return Future.succeededFuture();
    }
    heardNanos = live ? Long.valueOf(down.heardNanos()) : heardNanos;
    live = false;
    line = null;
    return down.close();
  }

  /** Ends it; done when the connection is closed. */
  Future<Void> close() {
    listens = false;
    return drop();
  }
}
