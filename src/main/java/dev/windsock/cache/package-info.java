/**
 * Read-through caching on two levels: near (this process) and far (Redis).
 *
 * <p>{@link dev.windsock.cache.Caches} opens the caches of a process; all share one near level,
 * bounded in bytes, and one link to Redis. A read goes
 *
 * <ol>
 *   <li>to the near level: fresh, it is given; shortly before its end it is refreshed behind the
 *       caller's back, likewise while it is past its time but may still be used;
 *   <li>else to a flight, one for each id in the process, that others join;
 *   <li>which asks Redis for all ids in one round-trip;
 *   <li>and loads what is still missing in one call of the {@link dev.windsock.cache.Loader}.
 * </ol>
 *
 * <p>A failure to load is remembered beside the value, never over it: while the value may be used
 * in spite of errors the caller gets both. Without Redis everything goes on from the near level,
 * but for changes to a cache that was opened to be whole: those are refused while it is away.
 *
 * <p>Between instances: a change or a removal is written to a log in Redis in the same step, and
 * every instance reads that log. What another changed must be checked against Redis before it
 * counts as fresh again; what another removed is dropped. Where the log may have a gap, the whole
 * near level is checked so, entry by entry, when it is next asked for; while Redis is away what
 * would have to be checked is loaded instead, and given with the problem where it cannot be.
 *
 * <p>{@link dev.windsock.cache.CacheVerticle} owns the lifecycle and serves the cache's addresses
 * to verticles that know none of these classes.
 */
@NullMarked
package dev.windsock.cache;

import org.jspecify.annotations.NullMarked;
