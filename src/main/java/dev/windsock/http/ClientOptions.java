package dev.windsock.http;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How much one client may ask of the door, and who is one client.
 *
 * @param requests in a window, 0 to 1,000,000; 0 for no limit
 * @param window 1 s to 1 d
 * @param maxClients the most that are remembered
 * @param limitLoopback whether clients on this machine are limited too
 * @param apiKeys keys that make whoever sends one in {@code X-Api-Key} a client of its own, by name
 * @param trustedProxies addresses or networks ({@code 10.0.0.0/8}) whose {@code X-Forwarded-For} is
 *     believed
 */
public record ClientOptions(
    int requests,
    Duration window,
    int maxClients,
    boolean limitLoopback,
    Map<String, Secret> apiKeys,
    List<String> trustedProxies) {
  /** No limit. */
  public static final ClientOptions UNLIMITED =
      new ClientOptions(0, Duration.ofMinutes(1), 1, false, Map.of(), List.of());

  public ClientOptions {
    Check.range("requests", requests, 0, 1_000_000);
    Check.range("window", window, Duration.ofSeconds(1), Duration.ofDays(1));
    Check.range("maxClients", maxClients, 1, 10_000_000);
    apiKeys = Map.copyOf(apiKeys);
    trustedProxies = List.copyOf(trustedProxies);
    apiKeys.forEach(
        (name, key) -> {
          if (key.reveal().length() < 16) {
            throw new InvalidValueException("apiKeys", name, "keys of 16 characters or more");
          }
        });
    for (int i = 0; i < trustedProxies.size(); i++) {
      if (Network.parse(trustedProxies.get(i)) == null) {
        throw new InvalidValueException(
            "trustedProxies[" + i + "]",
            trustedProxies.get(i),
            "an address or a network, as in 10.0.0.0/8 or fd00::/8");
      }
    }
  }
}
