package dev.windsock.bench;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.stream.IntStream;

/**
 * A bare Vert.x server that sends what another server sent: the same bytes and headers, with
 * nothing behind them. The yardstick for what a cached answer costs.
 *
 * <p>Arguments: the port to listen on, the port to copy from, the path to copy.
 */
public final class BareServer {
  private BareServer() {}

  /** Copies one answer, then serves it until the process ends. */
  public static void main(String[] args) {
    Vertx vertx = Vertx.vertx();
    int port = Integer.parseInt(args[0]);
    vertx
        .createHttpClient()
        .request(HttpMethod.GET, Integer.parseInt(args[1]), "127.0.0.1", args[2])
        .compose(request -> request.send())
        .compose(answer -> answer.body().compose(body -> serve(vertx, port, answer, body)))
        .onSuccess(ready -> System.out.println("bare server on " + port))
        .onFailure(
            failure -> {
              System.err.println(failure.getMessage());
              System.exit(1);
            });
  }

  private static Future<?> serve(Vertx vertx, int port, HttpClientResponse answer, Buffer body) {
    int loops = Runtime.getRuntime().availableProcessors();
    MultiMap headers = answer.headers();
    return Future.all(
        IntStream.range(0, loops).mapToObj(loop -> listen(vertx, port, headers, body)).toList());
  }

  private static Future<String> listen(Vertx vertx, int port, MultiMap headers, Buffer body) {
    return vertx.deployVerticle(
        context ->
            vertx
                .createHttpServer()
                .requestHandler(
                    request -> {
                      request.response().headers().addAll(headers);
                      request.response().end(body);
                    })
                .listen(port, "127.0.0.1"));
  }
}
