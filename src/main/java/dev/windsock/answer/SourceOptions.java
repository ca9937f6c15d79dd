package dev.windsock.answer;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * What a question needs to know of one provider.
 *
 * @param id the provider's id
 * @param enabled whether it is asked when the question names no sources
 * @param weight its weight in the blend, above 0
 * @param halfLife in which its posts lose half their weight
 * @param ttl how long its readings are fresh
 * @param negative how long it is remembered that there was nothing
 */
public record SourceOptions(
    String id,
    boolean enabled,
    double weight,
    Duration halfLife,
    Duration ttl,
    NegativeTtls negative) {
  public SourceOptions {
    Check.range("weight", weight, 0.001, 1000);
    Check.range("ttl", ttl, Duration.ofMillis(1), Duration.ofDays(7));
  }

  /**
   * How long nothing is remembered, by its kind. A refusal of quota is remembered until it heals.
   *
   * @param empty the upstream has no posts
   * @param notFound the upstream does not know the symbol
   * @param unavailable the upstream failed; doubles with each failure in a row
   * @param unavailableMax as far as it doubles
   */
  public record NegativeTtls(
      Duration empty, Duration notFound, Duration unavailable, Duration unavailableMax) {}
}
