/** Permits toward upstreams: never more than N calls in any window. */
@NullMarked
package dev.windsock.quota;

import org.jspecify.annotations.NullMarked;
