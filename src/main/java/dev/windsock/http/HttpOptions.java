package dev.windsock.http;

import dev.windsock.option.Check;
import dev.windsock.option.Secret;
import java.time.Duration;

/**
 * The HTTP door.
 *
 * @param host the address to listen on
 * @param port the port; 0 for any free one
 * @param requestDeadline the longest a request may take, its body included
 * @param idleTimeout after which an idle connection is closed
 * @param maxConnections the most connections at once
 * @param maxBodyBytes the largest body, but for posts
 * @param maxPostsBytes the largest body where posts are taken
 * @param adminToken the bearer token for actions; empty for none, which only loopback may be
 * @param drainGrace how long a stopping server still accepts, saying that it will close: at most 6
 *     s, so that requests in flight have time left
 * @param clients how much one client may ask
 */
public record HttpOptions(
    String host,
    int port,
    Duration requestDeadline,
    Duration idleTimeout,
    int maxConnections,
    long maxBodyBytes,
    long maxPostsBytes,
    Secret adminToken,
    Duration drainGrace,
    ClientOptions clients) {
  public HttpOptions {
    Check.range("port", port, 0, 65_535);
    Check.range("requestDeadline", requestDeadline, Duration.ofMillis(50), Duration.ofMinutes(1));
    Check.range("idleTimeout", idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
    Check.range("maxConnections", maxConnections, 1, 1_000_000);
    Check.range("maxBodyBytes", maxBodyBytes, 1 << 10, 1 << 26);
    Check.range("maxPostsBytes", maxPostsBytes, 1 << 10, 1 << 28);
    Check.range("drainGrace", drainGrace, Duration.ZERO, Duration.ofSeconds(6));
  }

  /** A door that limits nobody. */
  public HttpOptions(
      String host,
      int port,
      Duration requestDeadline,
      Duration idleTimeout,
      int maxConnections,
      long maxBodyBytes,
      long maxPostsBytes,
      Secret adminToken,
      Duration drainGrace) {
    this(
        host,
        port,
        requestDeadline,
        idleTimeout,
        maxConnections,
        maxBodyBytes,
        maxPostsBytes,
        adminToken,
        drainGrace,
        ClientOptions.UNLIMITED);
  }

  /** The address by which this machine itself reaches where it listens. */
  public String reachedBy() {
    return host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
  }
}
