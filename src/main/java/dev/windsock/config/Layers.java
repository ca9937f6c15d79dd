package dev.windsock.config;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one layer of configuration lies over another. Pure. */
final class Layers {
  /** The block of {@code providers} that lies under every provider. */
  static final String DEFAULTS = "defaults";

  private Layers() {}

  /** What both say, the upper one winning: mappings key by key, anything else whole. */
  static Node merge(Node lower, Node upper) {
    if (upper instanceof Node.Leaf leaf && leaf.absent()) {
      return lower;
    }
    if (!(lower instanceof Node.Fields below) || !(upper instanceof Node.Fields above)) {
      return upper;
    }
    Map<String, Node> merged = new LinkedHashMap<>(below.nodes());
    above.nodes().forEach((name, node) -> merged.merge(name, node, Layers::merge));
    return new Node.Fields(above.path(), above.origin(), merged);
  }

  /** Puts {@code providers.defaults} under every provider and takes it out of their number. */
  static Node.Fields spreadDefaults(Node.Fields root) {
    @Nullable Node providers = root.nodes().get("providers");
    if (!(providers instanceof Node.Fields blocks)) {
      return root;
    }
    Node defaults = blocks.nodes().get(DEFAULTS);
    if (defaults == null) {
      return root;
    }
    Map<String, Node> spread = new LinkedHashMap<>();
    blocks
        .nodes()
        .forEach(
            (id, block) -> {
              if (!id.equals(DEFAULTS)) {
                spread.put(id, merge(defaults, block));
              }
            });
    Map<String, Node> sections = new LinkedHashMap<>(root.nodes());
    sections.put("providers", new Node.Fields(blocks.path(), blocks.origin(), spread));
    return new Node.Fields(root.path(), root.origin(), sections);
  }
}
