package dev.windsock.config;

import dev.windsock.bus.Bus;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a configuration in force while the service runs: compare, refuse what cannot change live,
 * hand over to the features one after the other, and go back all the way when one of them refuses.
 * Lives on one event loop.
 */
final class Reloads {
  private static final Logger LOG = LoggerFactory.getLogger(Reloads.class);

  private final List<Section> sections;
  private Loaded inForce;

  Reloads(Loaded inForce, List<Section> sections) {
    this.inForce = inForce;
    this.sections = List.copyOf(sections);
  }

  /** What is in force. */
  Loaded inForce() {
    return inForce;
  }

  /** Puts a checked configuration in force, whole or not at all. Never fails. */
  Future<Reload> apply(Loaded wanted) {
    List<String> keys = ConfigDiff.keys(inForce.config(), wanted.config());
    if (keys.isEmpty()) {
      // The origins may have moved, and the files that are watched.
      inForce = wanted;
      return Future.succeededFuture(new Reload.Unchanged());
    }
    List<String> refusals = new ArrayList<>();
    for (String key : keys) {
      if (sections.stream().noneMatch(section -> section.takes(key))) {
        refusals.add(
            key
                + ": cannot change while running ("
                + origin(wanted, key)
                + "); restart to apply it");
      }
    }
    if (!refusals.isEmpty()) {
      return Future.succeededFuture(new Reload.Refused(refusals));
    }
    List<Section> affected =
        sections.stream().filter(section -> keys.stream().anyMatch(section::takes)).toList();
    return hand(wanted, affected, 0)
        .map(
            refused -> {
              if (!refused.isEmpty()) {
                return new Reload.Refused(refused);
              }
              inForce = wanted;
              return new Reload.Applied(keys);
            });
  }

  private static String origin(Loaded loaded, String key) {
    return loaded.entries().stream()
        .filter(
            entry ->
                entry.key().equals(key)
                    || entry.key().startsWith(key + "[")
                    || entry.key().startsWith(key + "."))
        .map(Loaded.Entry::origin)
        .findFirst()
        .orElse("removed");
  }

  private Future<List<String>> hand(Loaded wanted, List<Section> affected, int index) {
    if (index == affected.size()) {
      return Future.succeededFuture(List.of());
    }
    Section section = affected.get(index);
    return call(section, wanted.config())
        .compose(
            taken -> hand(wanted, affected, index + 1),
            refusal ->
                back(affected, index)
                    .map(
                        done ->
                            List.of(
                                section.name()
                                    + ": refused the change: "
                                    + Bus.problem(refusal).detail())));
  }

  /** Gives the earlier configuration back to every section up to this one. */
  private Future<Void> back(List<Section> affected, int index) {
    if (index < 0) {
      return Future.succeededFuture();
    }
    Section section = affected.get(index);
    return call(section, inForce.config())
        .otherwise(
            cause -> {
              LOG.error("{} could not go back to the earlier configuration", section.name(), cause);
              return null;
            })
        .compose(done -> back(affected, index - 1));
  }

  private static Future<Void> call(Section section, Config config) {
    try {
      return section.reconfigure().apply(config);
    } catch (RuntimeException e) {
      return Future.failedFuture(e);
    }
  }
}
