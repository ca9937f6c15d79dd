/**
 * Permits toward upstreams: never more than N calls in any window, as the upstream counts them.
 *
 * <p>{@link dev.windsock.quota.RateLimitVerticle} owns the state, on one event loop, and serves it
 * on the bus; providers ask through {@link dev.windsock.quota.QuotaClient}. Each provider has a
 * {@code Quota}: a line of waiters before two lanes.
 *
 * <pre>{@code
 * acquire ─► Quota ─► WaitQueue ─► LocalLane   (Ledger, monotonic clock, no round-trip)
 *              ▲                └► SharedLane  (quota.lua, one question for the whole line)
 * adopt ───────┴─ Adoption: the upstream's own word, which only lowers
 * }</pre>
 *
 * <p><b>What is promised.</b> A limit N is split as N = S + K·s, with K = {@code instances} and s =
 * ⌊{@code localShare}·N/K⌋. The lanes' budgets are disjoint, and each lane is an exact rolling log
 * whose windows are longer than the upstream's by all the time that a granted call may be under way
 * (D) and that a clock may step (2ε). So no window holds more than N arrivals, whatever is
 * partitioned from what. The argument with its assumptions is {@code
 * docs/decisions/0001-quota-guarantee.md}; {@code Shares} derives the numbers.
 *
 * <p><b>Without Redis</b> (none configured, or K = 1) the local lane is all there is, with ⌊N/K⌋.
 * With Redis away, the local lane goes on alone. With Redis back after it may have forgotten
 * grants, the shared lane rests until they cannot matter.
 *
 * <p><b>Restarts.</b> With {@code dataDir} set, a run that did not end cleanly shuts the next one's
 * local lane for a window; without it, a process is taken for the first in its place.
 *
 * <p><b>Waiting</b> is first come, first served within a class, interactive before warming (one in
 * seventeen is a warming one, if any wait). Who cannot be served by the deadline is refused at
 * once, with the instant at which the call would fit. One timer a provider, no polling.
 *
 * <p>Meters: {@code windsock.quota.decisions{provider,result,lane}}, {@code
 * windsock.quota.wait{provider}}, {@code windsock.quota.waiters{provider}}, {@code
 * windsock.quota.remaining} and {@code .limit{provider,window}}, {@code
 * windsock.quota.disagreements{provider}}.
 */
@NullMarked
package dev.windsock.quota;

import org.jspecify.annotations.NullMarked;
