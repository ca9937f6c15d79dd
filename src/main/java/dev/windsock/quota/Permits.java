package dev.windsock.quota;

import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.quota.Decision.Denied;
import dev.windsock.quota.Decision.Granted;
import dev.windsock.quota.Decision.Lane;
import dev.windsock.time.Clock;

/** Puts decisions into the words of the bus, with the state after them. */
final class Permits {
  private final Clock clock;

  Permits(Clock clock) {
    this.clock = clock;
  }

  /**
   * A decision as a permit.
   *
   * @param remaining grants left in the tightest window
   * @param fitsAtNanos when the cost fits again
   * @param validMillis how long what is granted may still be sent
   * @param grant by which it is settled
   * @param farNanos stands for an instant that is not known
   */
  Permit of(
      Decision decision,
      long remaining,
      long fitsAtNanos,
      long validMillis,
      long grant,
      long farNanos) {
    long at = fitsAtNanos == Ledger.NEVER ? farNanos : fitsAtNanos;
    long resetAt = clock.millis() + Math.max(0, at - clock.nanos() + 999_999) / 1_000_000;
    if (decision instanceof Denied no) {
      String reason = no.reason().toString();
      return new Permit(0, Lane.NONE.toString(), 0, reason, remaining, resetAt, 0);
    }
    Granted yes = (Granted) decision;
    return new Permit(
        yes.calls(),
        yes.lane().toString(),
        validMillis,
        "granted",
        remaining,
        resetAt,
        clock.millis() + validMillis,
        grant);
  }
}
