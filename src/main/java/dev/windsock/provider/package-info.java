/**
 * Upstreams: one verticle each, behind a guard of breaker, permit and deadline.
 *
 * <p>One read, start to finish: a request for symbols arrives at {@code
 * windsock.provider.<id>.read} and becomes a {@code Batch}; each symbol takes its turn at the
 * {@code Gate}; {@code SymbolReader} asks for pages from the earlier reading's cursor on; {@code
 * PageReader} makes each call through the {@code Guard} (suspension, breaker, permit, deadline) and
 * {@code Fetch} (one bounded HTTP exchange); {@code Failures} is the one table from status and
 * transport to {@link dev.windsock.sentiment.Problem}; the {@link dev.windsock.provider.Upstream}
 * parses; {@code Sieve} drops advertising, copies and what is about something else, and scores the
 * rest; the result is laid over the earlier reading. Parsing and scoring run on worker threads, all
 * else on the verticle's event loop. Texts go no further than the sieve.
 *
 * <p>A source that streams, start to finish: {@code StreamLease} decides which instance listens;
 * {@code StreamKeeper} connects through the {@code Guard} from the {@code Position} on; {@code
 * StreamLine} is one connection; messages gather in the {@code Intake}, whose rounds parse and
 * match ({@code StreamReader}), score ({@code StreamSieve}) and write each symbol once ({@code
 * Held}, as for the caller's own posts); {@code StreamReads} answers from what is held. Only what
 * is written moves the position, so that whoever goes on, here or elsewhere, passes nothing by. The
 * {@link dev.windsock.provider.StreamSource} says where to connect and parses.
 *
 * <p>{@link dev.windsock.provider.ProviderRegistry} deploys a source on its first use; {@link
 * dev.windsock.provider.FeedVerticle} takes the caller's own posts.
 *
 * <p>What is never logged, measured or told: an upstream's query, its body, a credential.
 */
@NullMarked
package dev.windsock.provider;

import org.jspecify.annotations.NullMarked;
