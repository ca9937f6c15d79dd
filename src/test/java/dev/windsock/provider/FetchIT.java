package dev.windsock.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.windsock.time.VertxClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FetchIT {
  private static final long SECOND = 1_000_000_000;

  private final Vertx vertx = Vertx.vertx();
  private final VertxClock clock = new VertxClock(vertx);
  private final AtomicInteger arrived = new AtomicInteger();

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
                      arrived.incrementAndGet();
                      request.response().end("x");
                    })
                .listen(0, "127.0.0.1"));
    Endpoint endpoint = Endpoint.parse("http://127.0.0.1:" + server.actualPort());
    return new Fetch(vertx, clock, endpoint, "test", 1);
  }

  @Test
  void get_permitVoidOnceConnected_sendsNothingAndKeepsTheConnectionUsable() throws Exception {
    Fetch fetch = fetch();
    Guard.Pass late = new Guard.Pass(5 * SECOND, clock.nanos() - 1);
    assertThatThrownBy(() -> Fakes.await(fetch.get(Call.get("/"), late))).hasCause(Guard.VOID);
    assertThat(arrived).hasValue(0);

    Guard.Pass good = new Guard.Pass(5 * SECOND, clock.nanos() + 5 * SECOND);
    assertThat(Fakes.await(fetch.get(Call.get("/"), good)).status()).isEqualTo(200);
    assertThat(arrived).hasValue(1);
  }
}
