package dev.windsock.provider;

import dev.windsock.option.Check;
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
 * @param credentials secrets by name, as the provider calls them
 * @param userAgent how we identify ourselves to it
 * @param quotas how often it may be called, every window at once
 * @param breaker when it is left alone
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
    Map<String, Secret> credentials,
    String userAgent,
    List<Window> quotas,
    BreakerOptions breaker,
    Duration deadline,
    Duration ttl,
    NegativeTtls negativeTtls,
    double weight,
    Duration halfLife,
    int maxPosts,
    StreamOptions stream) {
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
    credentials = Map.copyOf(credentials);
    quotas = List.copyOf(quotas);
    if (!baseUrl.isEmpty()) {
      Endpoint.parse(baseUrl);
    }
    Check.range("deadline", deadline, Duration.ofMillis(50), Duration.ofMinutes(1));
    Check.range("ttl", ttl, Duration.ofSeconds(1), Duration.ofDays(7));
    Check.range("weight", weight, 0.001, 1000);
    Check.range("halfLife", halfLife, Duration.ofMinutes(1), Duration.ofDays(365));
    Check.range("maxPosts", maxPosts, 1, 10_000);
  }
}
