/**
 * The only clock. Whatever needs the time or a timer takes a {@link dev.windsock.time.Clock} by
 * constructor; {@link dev.windsock.time.VertxClock} is the real one, tests drive a manual one.
 */
@NullMarked
package dev.windsock.time;

import org.jspecify.annotations.NullMarked;
