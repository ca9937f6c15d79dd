/** What the service is measured against. */
@NullMarked
package dev.windsock.bench;

import org.jspecify.annotations.NullMarked;
