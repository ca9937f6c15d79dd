/** One supervised link to Redis, its state and its scripts. */
@NullMarked
package dev.windsock.redis;

import org.jspecify.annotations.NullMarked;
