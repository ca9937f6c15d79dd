package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.Ports;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.ManualClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FetchIT {
  private static final long TIMEOUT_NANOS = Duration.ofSeconds(5).toNanos();

  private final Vertx vertx = Vertx.vertx();
  private final ManualClock clock = new ManualClock();
  private final AtomicInteger served = new AtomicInteger();

  @AfterEach
  void close() throws Exception {
    Fakes.await(vertx.close());
  }

  private Fetch fetch() throws Exception {
    HttpServer server =
        Fakes.await(
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      served.incrementAndGet();
                      request.response().end("here");
                    })
                .listen(0, "127.0.0.1"));
    Endpoint endpoint = Endpoint.parse("http://127.0.0.1:" + server.actualPort());
    return new Fetch(vertx, clock, new Hosts(endpoint, Map.of()), "", 1);
  }

  @Test
  void send_permitRanOutBeforeTheConnectionWasThere_isNeverSent() throws Exception {
    Fetch fetch = fetch();
    Future<Reply> late = fetch.send(Call.get("/"), new Leave(TIMEOUT_NANOS, clock.nanos()));

    Object cause =
        Fakes.await(late.<Object>transform(done -> Future.succeededFuture(done.cause())));

    assertThat(cause)
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e).isSameAs(Exchange.VOID);
              assertThat(e.problem()).isEqualTo(Problem.OVERLOADED);
              assertThat(Failures.isFault(e.problem())).isFalse();
            });
    Leave valid = new Leave(TIMEOUT_NANOS, clock.nanos() + 1);
    assertThat(Fakes.await(fetch.send(Call.get("/"), valid)).status()).isEqualTo(200);
    assertThat(served).as("the first was not sent").hasValue(1);
    assertThat(clock.armed()).isZero();
  }

  /** What a call said of itself. */
  private static final class Told implements Leave.Fate {
    private final List<String> words = new CopyOnWriteArrayList<>();

    @Override
    public void answered() {
      words.add("answered");
    }

    @Override
    public void unsent() {
      words.add("unsent");
    }
  }

  private List<String> told(Fetch fetch, long sendByNanos, long timeoutNanos) throws Exception {
    Told fate = new Told();
    Leave leave = new Leave(timeoutNanos, clock.nanos() + sendByNanos, fate);
    Future<Reply> got = fetch.send(Call.get("/"), leave);
    if (silent) {
      Fakes.await(arrived.future());
      clock.advance(Duration.ofNanos(timeoutNanos));
    }
    Fakes.await(got.<Object>transform(done -> Future.succeededFuture("done")));
    return fate.words;
  }

  private final Promise<Void> arrived = Promise.promise();
  private boolean silent;

  @Test
  void get_answered_saysSo() throws Exception {
    assertThat(told(fetch(), TIMEOUT_NANOS, TIMEOUT_NANOS)).containsExactly("answered");
  }

  @Test
  void get_permitVoid_saysThatItWasNeverSent() throws Exception {
    assertThat(told(fetch(), 0, TIMEOUT_NANOS)).containsExactly("unsent");
  }

  @Test
  void get_nobodyListens_saysThatItWasNeverSent() throws Exception {
    int port = Ports.free();
    Endpoint endpoint = Endpoint.parse("http://127.0.0.1:" + port);
    Fetch nobody = new Fetch(vertx, clock, new Hosts(endpoint, Map.of()), "", 1);
    assertThat(told(nobody, TIMEOUT_NANOS, TIMEOUT_NANOS)).containsExactly("unsent");
  }

  @Test
  void get_sentAndNeverAnswered_saysNothing() throws Exception {
    HttpServer server =
        Fakes.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> arrived.tryComplete())
                .listen(0, "127.0.0.1"));
    Endpoint endpoint = Endpoint.parse("http://127.0.0.1:" + server.actualPort());
    silent = true;
    assertThat(
            told(
                new Fetch(vertx, clock, new Hosts(endpoint, Map.of()), "", 1),
                TIMEOUT_NANOS,
                TIMEOUT_NANOS))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a?apikey=hidden",
        "https://example.com/a#hidden",
        "https://ana:hidden@example.com/a",
        "https://ana:hid/hidden@example.com/a",
        "https://example.com/a b?apikey=hidden"
      })
  void parse_baseUrlWithASecret_isRefusedWithoutShowingIt(String baseUrl) {
    assertThat(
            org.junit.jupiter.api.Assertions.assertThrows(
                InvalidValueException.class, () -> Endpoint.parse(baseUrl)))
        .hasMessageContaining("example.com/a")
        .hasMessageNotContaining("hidden");
  }
}
