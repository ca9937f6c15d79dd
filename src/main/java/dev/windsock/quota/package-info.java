/**
 * Permits toward upstreams: never more than N calls in any window, as the upstream counts them.
 *
 * <p>{@link dev.windsock.quota.RateLimitVerticle} owns the state, on one event loop, and serves it
 * on the bus; providers ask through {@link dev.windsock.quota.QuotaClient}. Each provider has a
 * {@code Quota}: a line of waiters before two lanes.
 *
 * <pre>{@code
 * acquire ─► Quota ─► WaitQueue ─► LocalLane   (Ledger, monotonic clock, no round-trip)
 *   settle ────┤                └► SharedLane  (quota.lua, one question for the whole line)
 *   adopt ─────┴─ Adoption: the upstream's own word, which only lowers
 * }</pre>
 *
 * <p><b>What is promised.</b> Of a limit N each of K = {@code instances} has s = ⌊{@code
 * localShare}·N/K⌋ to itself and S ≤ N - K·s is shared. The lanes' budgets are disjoint, and each
 * lane is an exact rolling log whose windows are longer than the upstream's by what clocks may step
 * and drift. So no window holds more than N arrivals, whatever is partitioned from what. Both
 * shares only grow with N: while a changed limit spreads, the highest that anybody has holds.
 *
 * <p><b>The argument, in short.</b> Upstreams count arrivals. A grant is logged with the last
 * instant at which its call can arrive: {@code grant + D}, D being the permit's validity, the
 * deadline at which an unanswered call is reset, and a second for what had left by then. Once the
 * call is known to be answered, or never to be sent, the oldest stamp that lies ahead is lowered to
 * the answer. That keeps this true: after any instant lie at least as many stamps as calls that may
 * arrive after it. A grant needs fewer than n stamps in the window behind it, so fewer than n calls
 * can arrive in it beside its own. The proof, step by step, with its assumptions in the order in
 * which they are likely to fail, is {@code docs/decisions/0001-quota-guarantee.md}; {@code Shares}
 * derives the numbers, {@code Ledger} and {@code quota.lua} are the check itself.
 *
 * <p><b>Settling</b> is the caller's part of it, and optional: what is not settled counts longer.
 *
 * <pre>{@code
 * Permit permit = …;                                           // granted ≥ 1: send before its end
 * client.settle(new Settle("acme", permit.grant(), 1, true));  // the head of the answer is in
 * client.settle(new Settle("acme", permit.grant(), 1, false)); // or: not a byte of it was written
 * }</pre>
 *
 * <p><b>Without Redis</b> (none configured, or K = 1) the local lane is all there is, with ⌊N/K⌋.
 * With Redis away, the local lane goes on alone. With Redis back after it may have forgotten
 * grants, the shared lane rests until they cannot matter.
 *
 * <p><b>Restarts.</b> With {@code dataDir} set, a run that did not end cleanly shuts the next one's
 * local lane for a window, unless the lane is a slow one: then each grant was noted on the disk
 * before it was used, and is restored. Without it, a process is taken for the first in its place
 * and answers at once.
 *
 * <p><b>A ledger of a day that is lost</b> is held for a day, and not rebuilt from the instances'
 * journals. They know what each was granted, but not how many instances there have been; one that
 * is dead, cut off or scaled away may have used any of it; and an instance does not know what a
 * reply that was lost on the way granted. To rebuild would take a number for each of the K
 * instances, a synced note before each question, and the word of all K. Meanwhile s of the limit is
 * there for each instance (25 a day, {@code localShare} 0.2, K = 4: one each; with 0.8: five). What
 * an operator can do, a higher share or an end of the hold by hand, is told in the decision record.
 *
 * <p><b>Waiting</b> is first come, first served within a class, interactive before warming (one in
 * seventeen is a warming one, if any wait). Who cannot be served by the deadline is refused at
 * once, with the instant at which the call would fit. One timer a provider, no polling.
 *
 * <p><b>Our own clients</b> are limited by {@link dev.windsock.quota.ClientLimit}, at the HTTP
 * door; {@link dev.windsock.quota.SharedClients} tells other instances. No promise hangs on that
 * one, so it decides at once and is shared behind.
 *
 * <p>Meters, each with {@code provider}: {@code windsock.quota.decisions{result,lane}}, {@code
 * windsock.quota.wait}, {@code windsock.quota.waiters{priority}}, {@code windsock.quota.remaining}
 * and {@code .limit{window}}, {@code windsock.quota.hold{lane}}, {@code
 * windsock.quota.settlements{result}}, {@code windsock.quota.disagreements{kind}}.
 */
@NullMarked
package dev.windsock.quota;

import org.jspecify.annotations.NullMarked;
