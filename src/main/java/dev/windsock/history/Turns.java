package dev.windsock.history;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Names that wait for their turn, in the order in which they came, each once. Thread-safe. */
final class Turns {
  private final int most;
  private final Set<String> names = new LinkedHashSet<>();

  /**
   * @param most how many may wait
   */
  Turns(int most) {
    this.most = most;
  }

  /** Adds a name behind the others unless it waits already. Returns whether it waits now. */
  synchronized boolean add(String name) {
    return names.contains(name) || (names.size() < most && names.add(name));
  }

  /** Takes the one out that has waited longest; null when none waits. */
  synchronized @Nullable String poll() {
    Iterator<String> waiting = names.iterator();
    if (!waiting.hasNext()) {
      return null;
    }
    String first = waiting.next();
    waiting.remove();
    return first;
  }

  synchronized int size() {
    return names.size();
  }
}
