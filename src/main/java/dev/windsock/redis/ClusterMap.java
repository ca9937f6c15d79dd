package dev.windsock.redis;

import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The masters of a cluster and who serves which slot: an immutable value, replaced whole. */
final class ClusterMap {
  /** Nothing is known. */
  static final ClusterMap NONE = new ClusterMap(Map.of(), new NodeLink[Layout.SLOTS]);

  private final Map<String, NodeLink> nodes;
  private final @Nullable NodeLink[] bySlot;

  private ClusterMap(Map<String, NodeLink> nodes, @Nullable NodeLink[] bySlot) {
    this.nodes = Map.copyOf(nodes);
    this.bySlot = bySlot;
  }

  /**
   * @param nodes all masters of the layout by endpoint
   */
  static ClusterMap of(Layout layout, Map<String, NodeLink> nodes) {
    String[] masters = layout.bySlot();
    @Nullable NodeLink[] bySlot = new NodeLink[Layout.SLOTS];
    for (int slot = 0; slot < Layout.SLOTS; slot++) {
      bySlot[slot] = masters[slot] == null ? null : nodes.get(masters[slot]);
    }
    return new ClusterMap(nodes, bySlot);
  }

  /** All masters by endpoint. */
  Map<String, NodeLink> nodes() {
    return nodes;
  }

  /** Who serves a slot. */
  @Nullable NodeLink at(int slot) {
    return bySlot[slot];
  }

  /** Any that is up, else any. */
  @Nullable NodeLink any() {
    NodeLink found = null;
    int skip = nodes.isEmpty() ? 0 : ThreadLocalRandom.current().nextInt(nodes.size());
    for (NodeLink node : nodes.values()) {
      boolean better = found == null || !(found.state() instanceof LinkState.Up);
      if (better || (skip-- > 0 && node.state() instanceof LinkState.Up)) {
        found = node;
      }
    }
    return found;
  }

  /** How many are up. */
  int up() {
    int up = 0;
    for (NodeLink node : nodes.values()) {
      up += node.state() instanceof LinkState.Up ? 1 : 0;
    }
    return up;
  }
}
