package dev.windsock.redis;

/** Where the link to Redis stands: an immutable value, replaced whole. */
public sealed interface LinkState {
  /**
   * Not up yet, trying.
   *
   * @param attempt the number of the try, from 1
   */
  record Connecting(int attempt) implements LinkState {}

  /**
   * Answering.
   *
   * @param runId the server's run id: differs after a restart or a failover; empty where it may not
   *     be asked, and for a cluster as a whole (see {@link RedisLink#at})
   * @param generation another one whenever replies of before are late news: after each connection,
   *     each silence, and on a cluster each change of a node
   */
  record Up(String runId, long generation) implements LinkState {}

  /**
   * Not answering; will be tried again.
   *
   * @param reason why, without secrets
   * @param sinceNanos monotonic time at which it was lost
   */
  record Down(String reason, long sinceNanos) implements LinkState {}

  /** A short name for metrics: {@code connecting}, {@code up} or {@code down}. */
  default String label() {
    if (this instanceof Up) {
      return "up";
    }
    return this instanceof Down ? "down" : "connecting";
  }
}
