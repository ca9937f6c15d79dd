package dev.windsock.redis;

import io.vertx.core.Future;

/** A link with a life. */
interface OwnedLink extends RedisLink {
  /** Starts trying. Completes once the first try is under way, and never fails. */
  Future<Void> start();

  /** Ends the connections and stops trying. What is in flight fails. */
  Future<Void> close();

  /** Uses other credentials from the next connection on. */
  void reconfigure(RedisOptions next);
}
