/** The HTTP door. */
@NullMarked
package dev.windsock.http;

import org.jspecify.annotations.NullMarked;
