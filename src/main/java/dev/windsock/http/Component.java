package dev.windsock.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How one part of the service is, as {@code /health} shows it.
 *
 * @param status how it is
 * @param detail one sentence on why, or null
 * @param latencyMs how long it takes to answer in ms, or null where unknown
 */
public record Component(Status status, @Nullable String detail, @Nullable Double latencyMs) {
  /** How a part is. */
  public enum Status {
    UP,
    /** It works in part, or something stands in for it. */
    DEGRADED,
    DOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A part that works. */
  public static Component up() {
    return new Component(Status.UP, null, null);
  }

  /** A part that works in part. */
  public static Component degraded(String detail) {
    return new Component(Status.DEGRADED, detail, null);
  }

  /** A part that does not work. */
  public static Component down(String detail) {
    return new Component(Status.DOWN, detail, null);
  }
}
