package dev.windsock.quota;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * How one provider's limits are divided between the lanes, and how much is kept as a guard.
 *
 * <p>Of a limit N, each of K instances has s(N) = ⌊f·N/K⌋ to itself and S(N) is shared: N - K·s(N),
 * or less where a limit a little higher would leave less. So both only grow with N, and whatever
 * mixture of limits the instances and Redis go by while a change spreads, together they grant no
 * more than the highest of them allows. It costs up to K - 1 calls of a limit that is less than K
 * below a multiple of K/f. With one instance, or without Redis, nothing is shared.
 *
 * <p>The guards follow the shortest window, so that a window of a second or two does not starve:
 *
 * <ul>
 *   <li>a permit is void after v = min(permitValidity, shortest/10);
 *   <li>a call sent arrives within x = max(transit, deadline + 1 s): at its deadline it is reset,
 *       and the second is for what had left by then; so D = v + x. Of an answered call this is
 *       taken back by settling, so that x costs a short window nothing;
 *   <li>a clock that decides may step by ε = min(clockStep, shortest/10): the shared lane's windows
 *       are longer by 2ε (the local lane's clock never steps);
 *   <li>clocks may run apart by one part in {@value #DRIFT}: every window is longer by that.
 * </ul>
 *
 * @param windows the limits as configured
 * @param local each limit's share of one instance; 0 for none
 * @param shared each limit's share in Redis; 0 for none
 * @param validity of a permit
 * @param guard D: how long after its grant a call may arrive
 * @param step ε
 */
record Shares(
    List<Window> windows,
    List<Long> local,
    List<Long> shared,
    Duration validity,
    Duration guard,
    Duration step) {
  private static final long DRIFT = 10_000;

  /** How long an old master may go on serving after another took over. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  /** Windows longer than this are not waited out after a kill where that can be helped. */
  private static final Duration SLOW = Duration.ofMinutes(10);

  /** What was sent before a reset may arrive for so long after it. */
  private static final Duration FLIGHT = Duration.ofSeconds(1);

  /** Divides limits of calls that are under way no longer than the options say. */
  static Shares of(List<Window> windows, QuotaOptions options, boolean redis) {
    return of(new ProviderQuota(windows, ""), options, redis);
  }

  /** Divides limits. */
  static Shares of(ProviderQuota quota, QuotaOptions options, boolean redis) {
    List<Window> windows = quota.windows();
    Duration shortest =
        windows.stream().map(Window::window).min(Duration::compareTo).orElse(Duration.ofDays(1));
    Duration validity = min(options.permitValidity(), shortest.dividedBy(10));
    Duration transit =
        quota.deadline().isZero()
            ? options.transit()
            : max(options.transit(), quota.deadline().plus(FLIGHT));
    boolean divided = redis && options.instances() > 1;
    double share = divided ? options.localShare() : 1;
    int instances = options.instances();
    return new Shares(
        List.copyOf(windows),
        windows.stream().map(window -> local(window.limit(), share, instances)).toList(),
        windows.stream()
            .map(window -> divided ? shared(window.limit(), share, instances) : 0L)
            .toList(),
        validity,
        validity.plus(transit),
        min(options.clockStep(), shortest.dividedBy(10)));
  }

  /** s(N). */
  static long local(long limit, double share, int instances) {
    return (long) (share * limit / instances);
  }

  /**
   * S(N): the least that any limit from N on leaves. Looking at the next K is enough: s grows by
   * one at most in K steps, so from there on each leaves as much as the one K before it.
   */
  static long shared(long limit, double share, int instances) {
    return LongStream.range(limit, limit + instances)
        .map(n -> n - instances * local(n, share, instances))
        .min()
        .orElseThrow();
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static Duration max(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /** Whether the provider has no limit at all. */
  boolean unlimited() {
    return windows.isEmpty();
  }

  /** Whether this instance has a share of every limit. */
  boolean hasLocal() {
    return !unlimited() && local.stream().allMatch(grants -> grants > 0);
  }

  /** Whether Redis has a share of every limit. */
  boolean hasShared() {
    return !unlimited() && shared.stream().allMatch(grants -> grants > 0);
  }

  /**
   * Whether a restart that forgets would have to wait for long, while grants are so few that each
   * can be noted on a disk before it is used.
   */
  boolean isSlow() {
    return hasLocal()
        && quarantine().compareTo(SLOW) > 0
        && local.stream().allMatch(grants -> grants <= Ledger.EXACT);
  }

  /** The most that one call may cost and still fit every limit. */
  long largestLimit() {
    return windows.stream().mapToLong(Window::limit).min().orElse(Integer.MAX_VALUE);
  }

  /** The most that one call may cost and still fit a lane; 0 when no lane has any room. */
  long largestCost() {
    if (unlimited()) {
      return Integer.MAX_VALUE;
    }
    return Math.max(least(local), least(shared));
  }

  /** The most that one call may cost and still fit the shared lane. */
  long largestShared() {
    return least(shared);
  }

  private static long least(List<Long> grants) {
    return grants.stream().mapToLong(Long::longValue).min().orElse(0);
  }

  /** The shortest window; a minute when there is none. */
  Duration shortest() {
    return windows.stream()
        .map(Window::window)
        .min(Duration::compareTo)
        .orElse(Duration.ofMinutes(1));
  }

  /** The local lane's limits, in nanoseconds. */
  Ledger.Limit[] localLimits() {
    Ledger.Limit[] limits = new Ledger.Limit[local.size()];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = new Ledger.Limit(local.get(i), drifted(i).toNanos());
    }
    return limits;
  }

  /** The shared lane's limits, in microseconds. */
  Ledger.Limit[] sharedLimits() {
    Ledger.Limit[] limits = new Ledger.Limit[shared.size()];
    for (int i = 0; i < limits.length; i++) {
      limits[i] = new Ledger.Limit(shared.get(i), micros(drifted(i).plus(step.multipliedBy(2))));
    }
    return limits;
  }

  /** The shared lane's shortest window, in nanoseconds. */
  long shortestSharedNanos() {
    return shortest().plus(shortest().dividedBy(DRIFT)).plus(step.multipliedBy(2)).toNanos();
  }

  private Duration drifted(int i) {
    Duration window = windows.get(i).window();
    return window.plus(window.dividedBy(DRIFT));
  }

  /** How long a lane stays shut when what it granted is not known: all that it may have, W′. */
  Duration quarantine() {
    Duration longest = Duration.ZERO;
    for (int i = 0; i < windows.size(); i++) {
      longest = longest.compareTo(drifted(i)) > 0 ? longest : drifted(i);
    }
    return longest.plus(guard).plus(step.multipliedBy(2));
  }

  /** How long the shared lane is held when its ledger may have lost grants: W′ + L + 2ε. */
  Duration hold() {
    return quarantine().plus(OVERLAP).plus(step.multipliedBy(2));
  }

  static long micros(Duration duration) {
    return duration.toNanos() / 1_000;
  }
}
