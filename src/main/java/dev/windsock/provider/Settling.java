package dev.windsock.provider;

import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.bus.QuotaMessages.Settle;
import dev.windsock.quota.QuotaClient;

/**
 * Tells the limiter once what became of a call. A call of which nothing is known, sent but not
 * answered, is not settled: it counts as long as it could be under way. Runs on one context.
 */
final class Settling implements Leave.Fate {
  private final QuotaClient quota;
  private final String provider;
  private final long grant;
  private boolean told;

  Settling(QuotaClient quota, String provider, Permit permit) {
    this.quota = quota;
    this.provider = provider;
    this.grant = permit.grant();
  }

  @Override
  public void answered() {
    tell(true);
  }

  @Override
  public void unsent() {
    tell(false);
  }

  /** What is lost on the way only makes the limiter wait longer. */
  private void tell(boolean sent) {
    if (!told && grant != 0) {
      quota.settle(new Settle(provider, grant, 1, sent));
    }
    told = true;
  }
}
