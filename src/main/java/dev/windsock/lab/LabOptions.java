package dev.windsock.lab;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the lab plays.
 *
 * @param seed of every random choice: the same seed and time give the same posts
 * @param limits per provider id, in place of its published ones; providers not named keep theirs
 * @param pace how many times more posts than in real life, above 0
 */
public record LabOptions(long seed, Map<String, List<Limit>> limits, double pace) {
  public LabOptions {
    Map<String, List<Limit>> copy = new HashMap<>();
    limits.forEach((id, list) -> copy.put(id, List.copyOf(list)));
    limits = Map.copyOf(copy);
    if (!(pace > 0 && pace <= 1000)) {
      throw new dev.windsock.option.InvalidValueException("pace", pace, "above 0 to 1000");
    }
  }

  /** The published limits and a fixed seed. */
  public static LabOptions defaults() {
    return new LabOptions(20261123, Map.of(), 1);
  }

  /** The same with other limits for one provider. */
  public LabOptions limits(String provider, Limit... replaced) {
    Map<String, List<Limit>> copy = new HashMap<>(limits);
    copy.put(provider, List.of(replaced));
    return new LabOptions(seed, copy, pace);
  }

  /** The same with another seed. */
  public LabOptions seed(long other) {
    return new LabOptions(other, limits, pace);
  }

  /** The same at another pace. */
  public LabOptions pace(double other) {
    return new LabOptions(seed, limits, other);
  }
}
