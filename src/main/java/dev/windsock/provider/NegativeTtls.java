package dev.windsock.provider;

import dev.windsock.option.Check;
import java.time.Duration;

/**
 * How long a failure is remembered, by its kind. A refusal of quota is remembered until it heals.
 *
 * @param empty nothing found
 * @param notFound the upstream does not know the symbol
 * @param unavailable the upstream failed; doubles with each failure in a row
 * @param unavailableMax as far as it doubles
 */
public record NegativeTtls(
    Duration empty, Duration notFound, Duration unavailable, Duration unavailableMax) {
  public NegativeTtls {
    Check.range("empty", empty, Duration.ZERO, Duration.ofDays(1));
    Check.range("notFound", notFound, Duration.ZERO, Duration.ofDays(7));
    Check.range("unavailable", unavailable, Duration.ZERO, Duration.ofHours(1));
    Check.range("unavailableMax", unavailableMax, unavailable, Duration.ofDays(1));
  }
}
