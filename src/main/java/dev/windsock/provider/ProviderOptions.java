package dev.windsock.provider;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import dev.windsock.quota.Window;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One provider.
 *
 * @param enabled whether it may be asked
 * @param start deployed on first use, or at start
 * @param baseUrl where the upstream is: an absolute http or https URL, without a trailing slash;
 *     any simulator or proxy can stand in; empty where there is none, as for the caller's own posts
 * @param baseUrls further hosts of the same provider by name, for those that have several; one that
 *     is not named here is {@code baseUrl}
 * @param credentials secrets by name, as the provider calls them
 * @param settings what the provider must be told beyond, by name; {@code contact}, a way to reach
 *     us, is added to {@code userAgent}
 * @param userAgent how we identify ourselves to it
 * @param quotas how often it may be called, every window at once
 * @param breaker when it is left alone
 * @param connections the most calls at once, 1 to 64
 * @param idleAfter a provider that was not asked for this long is undeployed until it is
 * @param deadline the longest one call may take, body included
 * @param ttl how long a reading is fresh
 * @param negativeTtls how long failures are remembered
 * @param weight its weight in the blend, above 0
 * @param halfLife in which a post loses half its weight
 * @param maxPosts the most posts that a reading keeps
 * @param stream how it is listened to, where it streams
 */
public record ProviderOptions(
    boolean enabled,
    Start start,
    String baseUrl,
    Map<String, String> baseUrls,
    Map<String, Secret> credentials,
    Map<String, String> settings,
    String userAgent,
    List<Window> quotas,
    BreakerOptions breaker,
    int connections,
    Duration idleAfter,
    Duration deadline,
    Duration ttl,
    NegativeTtls negativeTtls,
    double weight,
    Duration halfLife,
    int maxPosts,
    StreamOptions stream) {
  private static final int MAX_LINE = 4_096;

  /** When a provider's verticle is deployed. */
  public enum Start {
    LAZY,
    EAGER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public ProviderOptions {
    baseUrls = Map.copyOf(baseUrls);
    credentials = Map.copyOf(credentials);
    settings = Map.copyOf(settings);
    quotas = List.copyOf(quotas);
    if (!baseUrl.isEmpty()) {
      Endpoint.parse(baseUrl);
    }
    baseUrls.forEach(ProviderOptions::checkUrl);
    checkLine("userAgent", userAgent, userAgent);
    settings.forEach((name, value) -> checkLine("settings." + name, value, value));
    credentials.forEach(
        (name, secret) -> checkLine("credentials." + name, secret.reveal(), secret));
    Check.range("connections", connections, 1, 64);
    Check.range("idleAfter", idleAfter, Duration.ofMinutes(2), Duration.ofDays(31));
    Check.range("deadline", deadline, Duration.ofMillis(50), Duration.ofMinutes(1));
    Check.range("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(7));
    Check.range("weight", weight, 0.001, 1000);
    Check.range("halfLife", halfLife, Duration.ofMinutes(1), Duration.ofDays(365));
    Check.range("maxPosts", maxPosts, 1, 10_000);
  }

  /** All of these go into headers or queries. */
  private static void checkLine(String name, String value, Object shown) {
    if (value.length() > MAX_LINE || value.chars().anyMatch(c -> c < 0x20 || c > 0x7e)) {
      throw new InvalidValueException(
          name, shown, "up to " + MAX_LINE + " printable ASCII characters");
    }
  }

  private static void checkUrl(String name, String url) {
    try {
      Endpoint.parse(url);
    } catch (InvalidValueException e) {
      throw new InvalidValueException("baseUrls." + name, e.value(), e.allowed());
    }
  }

  /**
   * Refuses to be enabled without what the source needs.
   *
   * @param required keys of this block, as in {@code credentials.token}
   * @throws InvalidValueException that names the first missing one
   */
  public void require(List<String> required) {
    List<String> missing = missing(required);
    if (enabled && !missing.isEmpty()) {
      throw new InvalidValueException(missing.get(0), "", "a value, since the provider is enabled");
    }
  }

  /** Those of the required keys of this block that have no value. */
  public List<String> missing(List<String> required) {
    return required.stream().filter(key -> !isGiven(key)).toList();
  }

  private boolean isGiven(String key) {
    String name = key.substring(key.indexOf('.') + 1);
    Secret secret = credentials.get(name);
    return key.startsWith("credentials.")
        ? secret != null && !secret.isEmpty()
        : !settings.getOrDefault(name, "").isBlank();
  }
}
