package dev.windsock.lab;

import dev.windsock.option.InvalidValueException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The simulated upstreams on one HTTP server of the loopback address.
 *
 * <pre>{@code
 * Lab lab = new Lab(vertx, clock, LabOptions.defaults());
 * lab.start(0).onSuccess(port -> ask(lab.baseUrl("stocktwits")));
 * lab.fault("stocktwits", Fault.of(Fault.Kind.HANG).times(3));
 * assert lab.report().violations() == 0;
 * }</pre>
 *
 * Thread-safe. Start it once and close it once.
 */
public final class Lab {
  private static final String HOST = "127.0.0.1";
  private static final int MAX_BODY_BYTES = 65_536;

  private final Vertx vertx;
  private final Clock clock;
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private final AtomicLong trapped = new AtomicLong();
  private final Control control = new Control(this);
  private final Trouble trouble;
  private volatile @Nullable HttpServer server;

  /**
   * @param clock its monotonic time counts the quotas, its wall time dates the posts
   * @throws InvalidValueException when the options limit a provider that there is not
   */
  public Lab(Vertx vertx, Clock clock, LabOptions options) {
    this.vertx = vertx;
    this.clock = clock;
    this.trouble = new Trouble(clock);
    for (Simulator simulator : Simulators.all(new World(options))) {
      List<Limit> limits = options.limits().getOrDefault(simulator.id(), simulator.limits());
      stages.put(simulator.id(), new Stage(simulator, limits, options.seed()));
    }
    options.limits().keySet().forEach(this::stage);
  }

  /**
   * Listens on a port of 127.0.0.1, 0 for any free one. Yields the port; fails when it is taken.
   */
  public Future<Integer> start(int port) {
    HttpServer created =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHost(HOST)
                .setPort(port)
                .setIdleTimeout(120)
                .setMaxInitialLineLength(16_384));
    return created
        .requestHandler(this::handle)
        .listen()
        .map(
            listening -> {
              server = listening;
              return listening.actualPort();
            });
  }

  /** Stops listening and drops every connection. */
  public Future<Void> close() {
    HttpServer listening = server;
    return listening == null ? Future.succeededFuture() : listening.close();
  }

  /** The ids of the providers that every lab plays. */
  public static Set<String> played() {
    return Simulators.all(new World(LabOptions.defaults())).stream()
        .map(Simulator::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The ids of the providers that are played. */
  public List<String> providers() {
    return new ArrayList<>(stages.keySet());
  }

  /**
   * What stands in for a provider's base URL, without a trailing slash.
   *
   * @throws InvalidValueException when the provider is not played
   * @throws IllegalStateException before the start
   */
  public String baseUrl(String provider) {
    HttpServer listening = server;
    if (listening == null) {
      throw new IllegalStateException("the lab has not been started");
    }
    return "http://" + HOST + ":" + listening.actualPort() + "/" + stage(provider).simulator().id();
  }

  /** Lets something go wrong from now on. */
  public void fault(String provider, Fault fault) {
    stage(provider).faults().arm(fault, clock.nanos());
  }

  /** Lets nothing go wrong with a provider any more. */
  public void clearFaults(String provider) {
    stage(provider).faults().clear();
  }

  /** Lets nothing go wrong any more. */
  public void clearFaults() {
    stages.values().forEach(stage -> stage.faults().clear());
  }

  /** What was counted so far. */
  public LabReport report() {
    Map<String, LabReport.Provider> providers = new TreeMap<>();
    stages.forEach(
        (id, stage) -> {
          if (stage.tally().requests() > 0) {
            providers.put(id, stage.tally().report());
          }
        });
    return new LabReport(clock.millis(), trapped.get(), providers);
  }

  private Stage stage(String provider) {
    Stage stage = stages.get(provider);
    if (stage == null) {
      throw new InvalidValueException("provider", provider, String.join(", ", stages.keySet()));
    }
    return stage;
  }

  private void handle(HttpServerRequest request) {
    if (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD)) {
      route(request, Buffer.buffer());
      return;
    }
    Buffer body = Buffer.buffer();
    request.handler(
        part -> {
          if (body.length() + part.length() > MAX_BODY_BYTES) {
            request.connection().close();
          } else {
            body.appendBuffer(part);
          }
        });
    request.endHandler(end -> route(request, body));
  }

  private void route(HttpServerRequest request, Buffer body) {
    String path = request.path() == null ? "/" : request.path();
    int slash = path.indexOf('/', 1);
    String first =
        slash < 0 ? path.substring(Math.min(1, path.length())) : path.substring(1, slash);
    String rest = slash < 0 ? "/" : path.substring(slash);
    Stage stage = stages.get(first);
    if (stage != null) {
      play(stage, request, rest, body);
    } else if (path.equals("/_lab/trap")) {
      trapped.incrementAndGet();
      Delivery.send(request, Reply.html(200, "trap"), clock.millis());
    } else if (path.startsWith(Control.PREFIX)) {
      Delivery.send(request, control.answer(ask(request, rest, body, 0, "")), clock.millis());
    } else {
      Delivery.send(request, Reply.html(404, "no such provider"), clock.millis());
    }
  }

  private void play(Stage stage, HttpServerRequest request, String path, Buffer body) {
    long nanos = clock.nanos();
    List<Fault.Kind> met = stage.faults().meet(nanos);
    long skew = met.stream().mapToLong(Fault.Kind::skewMillis).sum();
    Ask ask = ask(request, path, body, skew, baseUrl(stage.simulator().id()));
    if (stage.simulator() instanceof StreamSimulator streams && isUpgrade(request)) {
      stream(streams, stage, request, ask, met);
      return;
    }
    Reply reply = stage.play(ask, request, met, nanos);
    for (Fault.Kind kind : met) {
      if (kind.skewMillis() == 0) {
        String elsewhere = "http://localhost:" + request.localAddress().port() + "/_lab/trap";
        trouble.play(kind, request, reply, ask, elsewhere);
        return;
      }
    }
    trouble.send(request, reply, ask.theirMillis());
  }

  private static boolean isUpgrade(HttpServerRequest request) {
    String upgrade = request.getHeader("Upgrade");
    return upgrade != null && upgrade.equalsIgnoreCase("websocket");
  }

  private void stream(
      StreamSimulator simulator,
      Stage stage,
      HttpServerRequest request,
      Ask ask,
      List<Fault.Kind> met) {
    Reply refusal = stage.admit(ask, met, clock.nanos());
    Reply reply = refusal == null ? Reply.html(200, "no stream") : refusal;
    for (Fault.Kind kind : met) {
      if (kind.skewMillis() == 0) {
        trouble.play(kind, request, reply, ask, "http://localhost/");
        return;
      }
    }
    if (refusal != null) {
      Delivery.send(request, refusal, ask.theirMillis());
      return;
    }
    request.toWebSocket().onSuccess(socket -> simulator.open(ask, new Wire(socket, clock, stage)));
  }

  private Ask ask(HttpServerRequest request, String path, Buffer body, long skew, String base) {
    return new Ask(
        request.method().name(),
        path,
        request.params(),
        request.headers(),
        body,
        clock.millis(),
        skew,
        base);
  }
}
