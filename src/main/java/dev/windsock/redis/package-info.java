/**
 * One supervised link to Redis, its state, its scripts and its keys.
 *
 * <p>Redis is optional. A {@link dev.windsock.redis.SupervisedLink} keeps one pipelined connection,
 * notices within the command timeout when Redis is dead or hung, fails everything at once from then
 * on, and comes back by itself within a second of Redis answering again:
 *
 * <pre>{@code
 * SupervisedLink link = new SupervisedLink(vertx, clock, options.redis(), registry);
 * link.listen(state -> log.info("Redis is {}", state.label()));
 * link.start();
 * link.send(Request.cmd(Command.GET).arg(keys.key("readings", "v", "AAPL")));
 * }</pre>
 *
 * <p>{@link dev.windsock.redis.NoLink} stands in where Redis is not configured. A command that
 * blocks in Redis goes over a link of its own with a longer timeout; so does what may be slow. A
 * command that fails with a {@link dev.windsock.redis.LinkDownException} may have run.
 *
 * <p>{@link dev.windsock.redis.Keys} makes a safe key of any text, {@link
 * dev.windsock.redis.Script} is a {@code .lua} resource beside its user.
 */
@NullMarked
package dev.windsock.redis;

import org.jspecify.annotations.NullMarked;
