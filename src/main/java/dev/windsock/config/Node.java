package dev.windsock.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece of configuration as somebody wrote it: raw text, with the key it stands under and where
 * it comes from. Nothing is converted before the type that is wanted is known, so {@code 1.10}
 * stays {@code 1.10}. Immutable.
 */
sealed interface Node {
  /** The key as written, as in {@code redis.commandTimeout}. */
  String path();

  /** Where it was written, as in {@code conf/windsock.yaml:12}. */
  String origin();

  /**
   * One value.
   *
   * @param absent whether nothing was written: then what lies below shows through
   */
  record Leaf(String path, String origin, String text, boolean absent) implements Node {}

  /** A list. */
  record Items(String path, String origin, List<Node> nodes) implements Node {
    public Items {
      nodes = List.copyOf(nodes);
    }
  }

  /** A mapping, in the order written. */
  record Fields(String path, String origin, Map<String, Node> nodes) implements Node {
    public Fields {
      nodes = Collections.unmodifiableMap(new LinkedHashMap<>(nodes));
    }
  }

  /** The key of what stands under {@code name} in the mapping at {@code path}. */
  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** What it is, for a message. */
  default String kind() {
    if (this instanceof Items) {
      return "a list";
    }
    return this instanceof Fields ? "a mapping of keys" : "a value";
  }
}
