package dev.windsock.provider;

import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;

/**
 * HTTP exchanges with one upstream, each bounded in every direction: one deadline over connecting,
 * sending and the last byte of the body; one cap on the bytes that arrive and on what they unpack
 * to; a bounded pool. Follows no redirect. Runs on the context of its verticle.
 */
final class Fetch {
  /** The most that a body may have, packed and unpacked. */
  static final int MAX_BODY_BYTES = 2 << 20;

  private static final int CONNECT_TIMEOUT_MILLIS = 3_000;

  /** Below what servers usually keep, so that a call seldom meets a connection that just closed. */
  private static final int KEEP_ALIVE_SECONDS = 10;

  private final HttpClient client;
  private final Hosts hosts;
  private final String userAgent;
  private final Clock clock;

  Fetch(Vertx vertx, Clock clock, Hosts hosts, String userAgent, int connections) {
    this.clock = clock;
    this.hosts = hosts;
    this.userAgent = userAgent;
    this.client =
        vertx
            .httpClientBuilder()
            .with(
                new HttpClientOptions()
                    .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                    .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                    // Closing throws away what was not sent yet: it may not arrive after its time.
                    .setSoLinger(0)
                    .setDecompressionSupported(false)
                    .setMaxInitialLineLength(4096)
                    .setMaxHeaderSize(32 << 10))
            .with(new PoolOptions().setHttp1MaxSize(connections).setMaxWaitQueueSize(connections))
            .build();
  }

  /**
   * Sends a call.
   *
   * @param leave how long all of it may take, and until when it may be sent
   * @return the whole answer whatever its status, or a {@link ProblemException}
   */
  Future<Reply> send(Call call, Leave leave) {
    Endpoint endpoint = hosts.of(call);
    String form = call.form();
    RequestOptions options =
        new RequestOptions()
            .setMethod(form == null ? HttpMethod.GET : HttpMethod.POST)
            .setSsl(endpoint.tls())
            .setHost(endpoint.host())
            .setPort(endpoint.port())
            .setURI(endpoint.target(call))
            .setFollowRedirects(false)
            .putHeader("Accept-Encoding", "gzip")
            .putHeader("Accept", "*/*");
    if (!userAgent.isEmpty()) {
      options.putHeader("User-Agent", userAgent);
    }
    if (form != null) {
      options.putHeader("Content-Type", "application/x-www-form-urlencoded");
    }
    call.headers().forEach(options::putHeader);
    return new Exchange(clock, MAX_BODY_BYTES, leave, form)
        .run(client, options, leave.timeoutNanos());
  }

  /** Closes every connection. */
  Future<Void> close() {
    return client.close();
  }
}
