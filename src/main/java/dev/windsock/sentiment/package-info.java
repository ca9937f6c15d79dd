/**
 * The domain: symbols, scored posts, readings, questions and answers, in plain JDK types.
 *
 * <p>A {@link dev.windsock.sentiment.Reading} is what one provider knows of one symbol: a bounded
 * list of {@link dev.windsock.sentiment.ScoredPost}s, newest first, without their texts. Readings
 * merge by post id, so refreshing one is idempotent. An {@link dev.windsock.sentiment.Answer} is
 * blended from the readings of many providers at one instant.
 *
 * <p>What went wrong is a {@link dev.windsock.sentiment.Problem}, a value with a stable code; what
 * a caller got wrong is an {@link dev.windsock.option.InvalidValueException}, which names the
 * thing, the value and what is allowed.
 *
 * <p>All types here are immutable and safe on any thread. Nothing here does I/O or reads a clock.
 */
@NullMarked
package dev.windsock.sentiment;

import org.jspecify.annotations.NullMarked;
