package dev.windsock.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A configuration with what is known of where it came from. Immutable.
 *
 * @param config the configuration
 * @param entries every value as written, secrets masked, with its origin, in the order of the file
 * @param files every file that it was read from
 */
public record Loaded(Config config, List<Entry> entries, Set<Path> files) {
  public Loaded {
    entries = List.copyOf(entries);
    files = Set.copyOf(files);
  }

  /**
   * One value of the effective configuration.
   *
   * @param key the whole key, as in {@code providers.stocktwits.quotas[0].limit}
   * @param value as written; a secret is {@code ****}
   * @param origin where it was written, as in {@code conf/windsock.yaml:12}
   */
  public record Entry(String key, String value, String origin) {}

  /** Where the value of a key was written; {@code unknown} for a key that there is none of. */
  public String origin(String key) {
    return entries.stream()
        .filter(entry -> entry.key().equals(key))
        .map(Entry::origin)
        .findFirst()
        .orElse("unknown");
  }
}
