package dev.windsock.history;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

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

  /** Takes some out, those first that have waited longest. */
  synchronized List<String> poll(int most) {
    List<String> first = names.stream().limit(most).toList();
    first.forEach(names::remove);
    return first;
  }

  synchronized int size() {
    return names.size();
  }
}
