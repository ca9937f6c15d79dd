package dev.windsock;

import dev.windsock.time.Waiting;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;

/** Calls one instance over HTTP, as anybody would. */
final class Caller {
  private static final int CONNECTIONS = 64;

  private final Vertx vertx;
  private final HttpClient client;
  private final int port;

  Caller(Vertx vertx, int port) {
    this.vertx = vertx;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setMaxInitialLineLength(8192),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
    this.port = port;
  }

  /** What came back, whole. */
  record Reply(int status, MultiMap headers, Buffer body) {
    JsonObject json() {
      return new JsonObject(body);
    }

    String header(String name) {
      return String.valueOf(headers.get(name));
    }
  }

  int port() {
    return port;
  }

  Future<Reply> ask(HttpMethod method, String uri, MultiMap headers, Buffer body) {
    RequestOptions options =
        new RequestOptions()
            .setMethod(method)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(uri)
            .setHeaders(headers);
    return Waiting.onLoop(vertx, () -> send(options, body));
  }

  private Future<Reply> send(RequestOptions options, Buffer body) {
    return client
        .request(options)
        .compose(request -> body.length() == 0 ? request.send() : request.send(body))
        .compose(
            response ->
                response
                    .body()
                    .map(all -> new Reply(response.statusCode(), response.headers(), all)));
  }

  Future<Reply> asking(String uri) {
    return ask(HttpMethod.GET, uri, MultiMap.caseInsensitiveMultiMap(), Buffer.buffer());
  }

  Reply get(String uri, String... headers) throws Exception {
    return Stage.await(ask(HttpMethod.GET, uri, headers(headers), Buffer.buffer()));
  }

  Reply post(String uri, String contentType, Buffer body) throws Exception {
    return Stage.await(ask(HttpMethod.POST, uri, headers("content-type", contentType), body));
  }

  /** Posts lines of NDJSON to {@code /v1/posts}. */
  Reply posts(String... lines) throws Exception {
    return post("/v1/posts", "application/x-ndjson", Buffer.buffer(String.join("\n", lines)));
  }

  private static MultiMap headers(String... namesAndValues) {
    MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }
}
