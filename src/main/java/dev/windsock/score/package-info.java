/** Text to number, and readings to an answer: pure functions. */
@NullMarked
package dev.windsock.score;

import org.jspecify.annotations.NullMarked;
