/** Windsock: the command line and the composition root. */
@NullMarked
package dev.windsock;

import org.jspecify.annotations.NullMarked;
