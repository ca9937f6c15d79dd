package dev.windsock.redis;

import dev.windsock.redis.RedisOptions.Mode;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisRole;

/**
 * Our options in the client's words. A link pins one connection of a client of its own: a pool
 * would serve at a tenth of the speed, and hands a hung connection on to the next caller.
 */
final class ClientOptions {
  private static final int TCP_CONNECT_MILLIS = 500;

  private ClientOptions() {}

  static io.vertx.redis.client.RedisOptions of(RedisOptions options, int maxInFlight) {
    NetClientOptions net =
        new NetClientOptions()
            .setConnectTimeout(
                (int) Math.min(TCP_CONNECT_MILLIS, options.connectTimeout().toMillis()))
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true);
    if (options.tls()) {
      // Without an algorithm the client refuses every certificate.
      net.setSsl(true).setHostnameVerificationAlgorithm("HTTPS");
    }
    io.vertx.redis.client.RedisOptions client =
        new io.vertx.redis.client.RedisOptions()
            .setNetClientOptions(net)
            .setMaxWaitingHandlers(maxInFlight)
            .setMaxPoolWaiting(0)
            .setPoolCleanerInterval(-1)
            .setPoolRecycleTimeout(-1)
            .setClientId(false)
            .setType(type(options.mode()));
    for (String endpoint : options.endpoints()) {
      client.addConnectionString(
          options.tls() ? endpoint.replaceFirst("^redis://", "rediss://") : endpoint);
    }
    if (options.mode() == Mode.SENTINEL) {
      client.setMasterName(options.masterName()).setRole(RedisRole.MASTER);
    }
    if (options.mode() == Mode.CLUSTER) {
      // One connection to each node; the endpoint that lists the slots is asked on one more.
      client.setMaxPoolSize(4).setMaxPoolWaiting(8);
    } else {
      client.setMaxPoolSize(1);
    }
    if (!options.username().isEmpty()) {
      client.setUser(options.username());
    }
    if (!options.password().isEmpty()) {
      client.setPassword(options.password().reveal());
    }
    return client;
  }

  private static RedisClientType type(Mode mode) {
    return switch (mode) {
      case SENTINEL -> RedisClientType.SENTINEL;
      case CLUSTER -> RedisClientType.CLUSTER;
      case STANDALONE, NONE -> RedisClientType.STANDALONE;
    };
  }
}
