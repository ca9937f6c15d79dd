package dev.windsock.config;

import io.vertx.core.Future;
import java.util.List;
import java.util.function.Function;

/**
 * A feature that takes new options while it runs.
 *
 * @param name what it is called in the log
 * @param live the keys that it takes live, {@code *} for any one part; a key stands for all below
 *     it, as in {@code providers.*.quotas}
 * @param reconfigure puts a configuration in force; called again with the earlier one when another
 *     feature refused, so it must be able to go back
 */
public record Section(String name, List<String> live, Function<Config, Future<Void>> reconfigure) {
  public Section {
    live = List.copyOf(live);
  }

  /** Whether a changed key is this feature's to take live. */
  boolean takes(String key) {
    return live.stream().anyMatch(pattern -> covers(pattern, key));
  }

  private static boolean covers(String pattern, String key) {
    String[] wanted = pattern.split("\\.");
    String[] parts = key.split("\\.");
    if (parts.length < wanted.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (!wanted[i].equals("*") && !wanted[i].equals(parts[i])) {
        return false;
      }
    }
    return true;
  }
}
