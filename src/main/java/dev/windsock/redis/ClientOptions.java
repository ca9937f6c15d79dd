package dev.windsock.redis;

import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.redis.client.RedisClientType;

/**
 * Our options in the client's words, for one server. A link pins one connection of a client of its
 * own: a pool would serve at a tenth of the speed, and hands a hung connection on to the next
 * caller. Sentinel and Cluster are ours (see {@link Locator}): the client's would notice a dead
 * master after seconds, and fail the keys of the others with it.
 */
final class ClientOptions {
  private static final int TCP_CONNECT_MILLIS = 500;

  private ClientOptions() {}

  /**
   * @param endpoint as {@code redis://host:port}
   * @param credentials whether to authenticate
   */
  static io.vertx.redis.client.RedisOptions of(
      RedisOptions options, String endpoint, int maxInFlight, boolean credentials) {
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(
                (int) Math.min(TCP_CONNECT_MILLIS, options.connectTimeout().toMillis()))
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls()) {
      // Without an algorithm the client refuses every certificate.
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
      if (!options.trustFile().isEmpty()) {
        net.setTrustOptions(new PemTrustOptions().addCertPath(options.trustFile()));
      }
    }
    io.vertx.redis.client.RedisOptions client =
        new io.vertx.redis.client.RedisOptions()
            .setNetClientOptions(net)
            .setMaxWaitingHandlers(maxInFlight)
            .setMaxPoolWaiting(0)
            .setMaxPoolSize(1)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setClientId(false)
            .setType(RedisClientType.STANDALONE)
            .addConnectionString(
                options.tls() ? endpoint.replaceFirst("^redis:", "rediss:") : endpoint);
    if (credentials && !options.username().isEmpty()) {
      client.setUser(options.username());
    }
    if (credentials && !options.password().isEmpty()) {
      client.setPassword(options.password().reveal());
    }
    return client;
  }
}
