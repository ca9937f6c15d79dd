/** Upstreams: one verticle each, behind a guard of breaker, permit and deadline. */
@NullMarked
package dev.windsock.provider;

import org.jspecify.annotations.NullMarked;
