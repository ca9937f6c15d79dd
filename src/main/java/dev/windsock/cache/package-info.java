/** Read-through caching on two levels: near (this process) and far (Redis). */
@NullMarked
package dev.windsock.cache;

import org.jspecify.annotations.NullMarked;
