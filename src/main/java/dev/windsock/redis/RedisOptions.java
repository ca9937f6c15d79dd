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
 * @param trustFile a PEM file with the authorities that may vouch for Redis; empty for those that
 *     the JVM trusts. Read anew at each connection. Host names are always verified
 * @param connectTimeout the longest a connection and its greeting may take
 * @param replyTimeout the longest that Redis may say nothing while commands wait: from then on the
 *     link is down and callers are answered at once, until Redis is heard again. Short, because it
 *     is what the callers pay who meet a Redis that has just died; harmless when it was only slow,
 *     because the connection and the commands under way are kept
 * @param commandTimeout the longest that a command may take before its connection is given up for a
 *     new one; longer than a pause of Redis that is worth waiting for
 * @param namespace the first part of every key
 */
public record RedisOptions(
    Mode mode,
    List<String> endpoints,
    String masterName,
    String username,
    Secret password,
    boolean tls,
    String trustFile,
    Duration connectTimeout,
    Duration replyTimeout,
    Duration commandTimeout,
    String namespace) {
  private static final Duration MAX_COMMAND_TIMEOUT = Duration.ofSeconds(10);

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
    if (mode == Mode.STANDALONE && endpoints.size() > 1) {
      throw new InvalidValueException(
          "endpoints", endpoints.size() + " of them", "one, unless mode is sentinel or cluster");
    }
    if (mode == Mode.SENTINEL && masterName.isBlank()) {
      throw new InvalidValueException("masterName", "''", "the name that the Sentinels know");
    }
    tls = tls || endpoints.stream().anyMatch(endpoint -> endpoint.startsWith("rediss:"));
    if (!tls && !trustFile.isEmpty()) {
      throw new InvalidValueException("trustFile", trustFile, "nothing unless tls is true");
    }
    Check.range("replyTimeout", replyTimeout, Duration.ofMillis(10), MAX_COMMAND_TIMEOUT);
    Check.range("connectTimeout", connectTimeout, Duration.ofMillis(50), Duration.ofSeconds(30));
    Check.range("commandTimeout", commandTimeout, Duration.ofMillis(10), MAX_COMMAND_TIMEOUT);
  }

  /** The same Redis for commands that wait in it for up to so long. */
  public RedisOptions waiting(Duration longest) {
    return new RedisOptions(
        mode,
        endpoints,
        masterName,
        username,
        password,
        tls,
        trustFile,
        connectTimeout,
        atMost(replyTimeout.plus(longest)),
        atMost(commandTimeout.plus(longest)),
        namespace);
  }

  private static Duration atMost(Duration timeout) {
    return timeout.compareTo(MAX_COMMAND_TIMEOUT) > 0 ? MAX_COMMAND_TIMEOUT : timeout;
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
