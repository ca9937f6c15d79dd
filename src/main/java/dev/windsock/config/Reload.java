package dev.windsock.config;

import java.util.List;

/** What came of looking at the configuration again. */
public sealed interface Reload {
  /** Nothing differs. */
  record Unchanged() implements Reload {}

  /**
   * In force now.
   *
   * @param keys what changed
   */
  record Applied(List<String> keys) implements Reload {}

  /**
   * Not in force; everything is as before.
   *
   * @param reasons every reason, one line each
   */
  record Refused(List<String> reasons) implements Reload {}

  /** A short name for metrics: {@code unchanged}, {@code applied} or {@code refused}. */
  default String label() {
    if (this instanceof Applied) {
      return "applied";
    }
    return this instanceof Refused ? "refused" : "unchanged";
  }
}
