package dev.windsock.quota;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Remembers as long as the process lives: a provider that is switched off and on again does not get
 * its quota twice. A new process is taken for the first. Belongs to one event loop.
 */
final class MemoryJournal implements Journal {
  private final Map<String, Past> pasts = new HashMap<>();

  @Override
  public Future<Map<String, Past>> open(Set<String> lanes) {
    Map<String, Past> found = new HashMap<>();
    for (String lane : lanes) {
      found.put(lane, pasts.getOrDefault(lane, Past.FIRST));
      pasts.put(lane, Past.UNKNOWN);
    }
    return Future.succeededFuture(found);
  }

  @Override
  public Future<Void> close(Map<String, List<Long>> stamps) {
    stamps.forEach((lane, granted) -> pasts.put(lane, new Past(true, granted)));
    return Future.succeededFuture();
  }
}
