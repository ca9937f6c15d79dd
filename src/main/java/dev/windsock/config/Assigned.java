package dev.windsock.config;

import java.util.LinkedHashMap;
import java.util.Map;

/** Single values by dotted key, put together to a layer. Single-threaded. */
final class Assigned {
  private final Map<String, Object> root = new LinkedHashMap<>();

  /** Puts a value under a key; a later one wins. */
  @SuppressWarnings("unchecked")
  void put(String path, Node node) {
    Map<String, Object> at = root;
    String[] names = path.split("\\.", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Object next = at.get(names[i]);
      if (!(next instanceof Map)) {
        next = new LinkedHashMap<String, Object>();
        at.put(names[i], next);
      }
      at = (Map<String, Object>) next;
    }
    at.put(names[names.length - 1], node);
  }

  /** The layer. */
  Node.Fields root() {
    return fields("", root);
  }

  @SuppressWarnings("unchecked")
  private static Node.Fields fields(String path, Map<String, Object> map) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    String origin = "assigned";
    for (Map.Entry<String, Object> entry : map.entrySet()) {
      String at = Node.join(path, entry.getKey());
      Node node =
          entry.getValue() instanceof Node given
              ? given
              : fields(at, (Map<String, Object>) entry.getValue());
      nodes.put(entry.getKey(), node);
      origin = node.origin();
    }
    return new Node.Fields(path, origin, nodes);
  }
}
