package dev.windsock;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * The service asks itself one question by its own door before it says that it listens: what that
 * loads and compiles (both ends of HTTP, JSON, the scorer) need not be waited for by the first
 * callers. Asks no upstream. Whatever comes of it, the start goes on.
 */
final class Rehearsal {
  private static final long LONGEST_MILLIS = 1_000;
  private static final Buffer TEXT =
      Buffer.buffer(
          "[{\"text\":\"$TSLA shares jump 4% after record profit\",\"target\":\"TSLA\"}]");

  private Rehearsal() {}

  /**
   * Rehearses.
   *
   * @param host by which the door is reached
   * @return completes, never with a failure, within about a second
   */
  static Future<Void> run(Vertx vertx, String host, int port) {
    HttpClient client = vertx.createHttpClient();
    return client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(host)
                .setPort(port)
                .setURI("/v1/score?explain=true")
                .putHeader("Content-Type", "application/json")
                .setTimeout(LONGEST_MILLIS))
        .compose(request -> request.send(TEXT))
        .compose(response -> response.body())
        .transform(done -> client.close());
  }
}
