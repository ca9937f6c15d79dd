package dev.windsock.provider;

import dev.windsock.score.SymbolDirectory.Listing;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a {@link Preparation} found out.
 *
 * @param values by name; may hold secrets and is never printed
 * @param validFor for how long it may be used from when it came; what is shorter than a second
 *     counts as a second
 * @param listings symbols and their names that the directory may learn; empty as a rule
 */
public record Facts(Map<String, String> values, Duration validFor, List<Listing> listings) {
  /** Nothing to know. */
  public static final Facts NONE = new Facts(Map.of(), Duration.ofDays(1));

  /** The most entries that are kept. */
  public static final int MAX_VALUES = 50_000;

  public Facts {
    values = Map.copyOf(values);
    listings = List.copyOf(listings);
  }

  /** Facts that tell nothing of symbols. */
  public Facts(Map<String, String> values, Duration validFor) {
    this(values, validFor, List.of());
  }

  /** How many there are. */
  @Override
  public String toString() {
    return "Facts[" + values.size() + "]";
  }
}
