package dev.windsock.redis;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How to reach Redis.
 *
 * @param mode which sort of Redis, or none
 * @param endpoints where it is, as {@code redis://host:port}; without credentials
 * @param masterName the name of the master, for Sentinel
 * @param username the ACL user, or empty for the default one
 * @param password its password, or empty
 * @param tls whether to encrypt
 * @param connectTimeout the longest a connection and its greeting may take
 * @param commandTimeout the longest a command may take before the link counts as lost
 * @param namespace the first part of every key
 */
public record RedisOptions(
    Mode mode,
    List<String> endpoints,
    String masterName,
    String username,
    Secret password,
    boolean tls,
    Duration connectTimeout,
    Duration commandTimeout,
    String namespace) {
  /** Which sort of Redis. */
  public enum Mode {
    NONE,
    STANDALONE,
    SENTINEL,
    CLUSTER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public RedisOptions {
    endpoints = List.copyOf(endpoints);
    if (mode != Mode.NONE && endpoints.isEmpty()) {
      throw new InvalidValueException("endpoints", "none", "at least one, as redis://host:port");
    }
    for (int i = 0; i < endpoints.size(); i++) {
      checkEndpoint("endpoints[" + i + "]", endpoints.get(i));
    }
    Check.range("connectTimeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(30));
    Check.range("commandTimeout", commandTimeout, Duration.ofMillis(10), Duration.ofSeconds(10));
  }

  /** Refused without the part that might hold a password. */
  private static void checkEndpoint(String name, String endpoint) {
    String shown = endpoint.substring(endpoint.lastIndexOf('@') + 1);
    try {
      URI uri = new URI(endpoint);
      boolean scheme = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
      boolean port = uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= 65_535);
      if (scheme && port && uri.getHost() != null && uri.getUserInfo() == null) {
        return;
      }
    } catch (URISyntaxException e) {
      // Told below, as any other endpoint that cannot be used; the exception would show all of it.
    }
    throw new InvalidValueException(
        name, shown, "redis://host:port, without credentials: they have their own keys");
  }
}
