package dev.windsock;

import static dev.windsock.time.Waiting.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whatever comes of the rehearsal, the start goes on. */
class RehearsalTest {
  private final Vertx vertx = Vertx.vertx();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() throws Exception {
    await(vertx.close());
  }

  private int listen(Consumer<HttpServerRequest> door) throws Exception {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  asked.add(request.method() + " " + request.uri());
                  door.accept(request);
                });
    return await(server.listen(0, "127.0.0.1")).actualPort();
  }

  @Test
  void run_doorAnswers_hasAskedOnce() throws Exception {
    int port = listen(request -> request.response().end("[]"));
    await(Rehearsal.run(vertx, "127.0.0.1", port));
    assertThat(asked).containsExactly("POST /v1/score?explain=true");
  }

  @Test
  void run_doorRefuses_goesOn() throws Exception {
    int port = listen(request -> request.response().setStatusCode(401).end());
    assertThat(Rehearsal.run(vertx, "127.0.0.1", port)).satisfies(this::succeeds);
    assertThat(asked).hasSize(1);
  }

  @Test
  void run_doorBreaks_goesOn() throws Exception {
    int port = listen(request -> request.connection().close());
    assertThat(Rehearsal.run(vertx, "127.0.0.1", port)).satisfies(this::succeeds);
  }

  private void succeeds(Future<Void> rehearsed) throws Exception {
    await(rehearsed);
  }
}
