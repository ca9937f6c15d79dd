package dev.windsock.quota;

import dev.windsock.option.Check;
import dev.windsock.option.InvalidValueException;
import java.time.Duration;
import java.util.List;

/**
 * How quotas are shared and guarded.
 *
 * @param instances the most processes that may run against the same quotas, 1 to 64
 * @param localShare the part of a limit that is split into the instances' local lanes, 0 to 1
 * @param dataDir where journals are kept; empty for none
 * @param maxWaiters the most calls that may wait for one provider's permits
 * @param permitValidity a permit not used within this time is void
 * @param transit the longest that a call may be under way to the upstream once it is sent, at
 *     least; a provider's own deadline and a second more when that is longer
 * @param clockStep the clock step that is tolerated
 */
public record QuotaOptions(
    int instances,
    double localShare,
    String dataDir,
    int maxWaiters,
    Duration permitValidity,
    Duration transit,
    Duration clockStep) {
  public QuotaOptions {
    Check.range("instances", instances, 1, 64);
    Check.range("localShare", localShare, 0, 1);
    Check.range("maxWaiters", maxWaiters, 1, 1_000_000);
    Check.range("permitValidity", permitValidity, Duration.ofMillis(10), Duration.ofMinutes(1));
    Check.range("transit", transit, Duration.ofMillis(10), Duration.ofMinutes(1));
    Check.range("clockStep", clockStep, Duration.ZERO, Duration.ofSeconds(10));
  }

  /**
   * Refuses limits that are too low to be divided: no lane would have room for a single call.
   *
   * @param redis whether there is a Redis for the part that is shared
   * @throws InvalidValueException that names {@code quotas[i].limit}
   */
  public void checkDivisible(List<Window> quotas, boolean redis) {
    Shares shares = Shares.of(quotas, this, redis);
    if (shares.largestCost() > 0) {
      return;
    }
    int lowest = shares.local().indexOf(0L);
    long least = (long) Math.ceil(instances / (redis ? localShare : 1));
    throw new InvalidValueException(
        "quotas[" + lowest + "].limit",
        quotas.get(lowest).limit(),
        least
            + " to 10000000 with quota.instances "
            + instances
            + (redis ? " and quota.localShare " + localShare : " and no Redis"));
  }
}
