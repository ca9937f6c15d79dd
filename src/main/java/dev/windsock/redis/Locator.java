package dev.windsock.redis;

import io.vertx.core.Future;

/** Says where a link is to connect; asked anew for each try. Used on the link's context alone. */
interface Locator {
  /** The endpoint, as {@code redis://host:port}; fails when nobody knows. */
  Future<String> locate();

  /** Whether a link is to ask again when its server says that another has the key. */
  default boolean follows() {
    return false;
  }
}
