/** Bounded usage windows, uptime and health. */
@NullMarked
package dev.windsock.monitor;

import org.jspecify.annotations.NullMarked;
