package dev.windsock.http;

import dev.windsock.answer.Answers;
import dev.windsock.answer.FakeBlender;
import dev.windsock.answer.FakeReadings;
import dev.windsock.answer.SourceOptions;
import dev.windsock.answer.Wiring;
import dev.windsock.bus.Addresses;
import dev.windsock.bus.Bus;
import dev.windsock.bus.ProviderMessages.Read;
import dev.windsock.bus.ProviderMessages.ReadReply;
import dev.windsock.bus.ProviderMessages.ReadRequest;
import dev.windsock.cache.TestCaches;
import dev.windsock.history.Histories;
import dev.windsock.option.Secret;
import dev.windsock.quota.ClientLimit;
import dev.windsock.score.CommonSymbols;
import dev.windsock.score.Hints;
import dev.windsock.score.Score;
import dev.windsock.score.Scorer;
import dev.windsock.score.Target;
import dev.windsock.sentiment.Answer;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.ScoredPost;
import dev.windsock.sentiment.Term;
import dev.windsock.time.Clock;
import dev.windsock.time.VertxClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The door on a free port, with a fake provider, cache, blender and scorer behind it. */
final class Stage implements AutoCloseable {
  static final HttpOptions OPTIONS =
      new HttpOptions(
          "127.0.0.1",
          0,
          Duration.ofSeconds(5),
          Duration.ofSeconds(30),
          64,
          65_536,
          1 << 20,
          Secret.of(""),
          Duration.ofMillis(200));

  final Vertx vertx = Vertx.vertx();
  final Bus bus = Bus.register(vertx);
  final Clock clock = new VertxClock(vertx);
  final FakeBlender blender = new FakeBlender();
  final FakeReadings readings = new FakeReadings(clock);
  final Histories histories;
  final AtomicInteger reads = new AtomicInteger();
  final HttpDoor door;
  final int port;

  /** Held on to: a client that nobody holds is closed with its sockets by the garbage collector. */
  final NetClient netClient = vertx.createNetClient();

  final HttpClient client = vertx.createHttpClient();

  Stage(HttpOptions options) throws Exception {
    histories = new Histories(TestCaches.memory(vertx, clock));
    Answer.ScorerId scorer = new Answer.ScorerId("fake", "1");
    Answers answers =
        new Answers(
            new Wiring(
                readings,
                bus,
                id -> Future.succeededFuture(),
                histories::of,
                blender,
                scorer,
                clock),
            List.of(
                new SourceOptions(
                    "tape",
                    true,
                    1,
                    Duration.ofHours(6),
                    Duration.ofSeconds(30),
                    new SourceOptions.NegativeTtls(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(60)))),
            16 << 20,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    Services services =
        new Services(
            answers,
            histories,
            bus,
            new WordScorer(),
            CommonSymbols.load(),
            clock,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
            Map.of("redis", () -> Component.degraded("Redis is away; memory stands in.")),
            limit(options.clients(), clock));
    door = new HttpDoor(vertx, options, services);
    port = await(door.open(2));
  }

  private static @Nullable ClientLimit limit(ClientOptions clients, Clock clock) {
    return clients.requests() == 0
        ? null
        : new ClientLimit(clients.requests(), clients.window(), clients.maxClients(), clock);
  }

  Stage() throws Exception {
    this(OPTIONS);
  }

  /** Lets the one provider answer. */
  Stage reading() {
    bus.serve(
        Addresses.providerRead("tape"),
        ReadRequest.class,
        request -> {
          reads.incrementAndGet();
          return Future.succeededFuture(
              new ReadReply(
                  request.wanted().stream().map(w -> Read.of(readingOf(w.symbol()))).toList()));
        });
    return this;
  }

  private Reading readingOf(String symbol) {
    List<ScoredPost> posts =
        List.of(post("1", 0.8), post("2", -0.2), post("3", 0.1), post("4", 0.4), post("5", 0));
    return new Reading("tape", symbol, clock.millis(), "c", posts, Reading.Filtered.NONE, null);
  }

  private ScoredPost post(String id, double score) {
    return new ScoredPost(
        id,
        clock.millis() - 1000,
        score,
        0.9,
        1,
        null,
        null,
        "https://example.com/" + id,
        false,
        1L,
        List.of(new Term("beat", 0.6)));
  }

  /** What came back. */
  record Got(int status, MultiMap headers, Buffer body) {
    JsonObject json() {
      return body.toJsonObject();
    }
  }

  Got get(String uri, String... headers) throws Exception {
    return send(HttpMethod.GET, uri, null, headers);
  }

  Got send(HttpMethod method, String uri, @Nullable Object body, String... headers)
      throws Exception {
    RequestOptions options =
        new RequestOptions().setHost("127.0.0.1").setPort(port).setURI(uri).setMethod(method);
    for (int i = 0; i < headers.length; i += 2) {
      options.addHeader(headers[i], headers[i + 1]);
    }
    Promise<Got> got = Promise.promise();
    // On a context of its own, so that the body is asked for in the turn that the head comes in.
    vertx.runOnContext(
        turn ->
            client
                .request(options)
                .compose(
                    request ->
                        body == null
                            ? request.send()
                            : request.send(Buffer.buffer(body.toString())))
                .compose(
                    response ->
                        response
                            .body()
                            .map(all -> new Got(response.statusCode(), response.headers(), all)))
                .onComplete(got));
    return await(got.future());
  }

  /** Sends bytes as they are and gives everything that comes until the server closes. */
  String raw(String text) throws Exception {
    return await(
        netClient
            .connect(port, "127.0.0.1")
            .compose(
                socket -> {
                  Buffer all = Buffer.buffer();
                  Promise<String> done = Promise.promise();
                  socket.handler(all::appendBuffer);
                  socket.closeHandler(closed -> done.tryComplete(all.toString()));
                  socket.write(text);
                  return done.future();
                }));
  }

  @Override
  public void close() throws Exception {
    await(vertx.close());
  }

  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  private static final class WordScorer implements Scorer {
    @Override
    public Answer.ScorerId id() {
      return new Answer.ScorerId("words", "1");
    }

    @Override
    public Score score(CharSequence text, Target target, Hints hints) {
      double value = text.toString().contains("beat") ? 0.5 : 0;
      return new Score(
          value,
          0.1,
          value > 0 ? 0.3 : 0.8,
          value > 0 ? 0.6 : 0.1,
          0.9,
          target.names().isEmpty() ? 1 : 0.5,
          hints.explain() ? List.of(new Term("beat", 0.5)) : List.of());
    }
  }
}
