package dev.windsock.provider;

import java.time.Duration;
import java.util.Map;

/**
 * What a {@link Preparation} found out.
 *
 * @param values by name; may hold secrets and is never printed
 * @param validFor for how long it may be used from when it came; what is shorter than a second
 *     counts as a second
 */
public record Facts(Map<String, String> values, Duration validFor) {
  /** Nothing to know. */
  public static final Facts NONE = new Facts(Map.of(), Duration.ofDays(1));

  /** The most entries that are kept. */
  public static final int MAX_VALUES = 50_000;

  public Facts {
    values = Map.copyOf(values);
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "Facts[" + values.size() + "]";
  }
}
