package dev.windsock;

import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.lab.LabOptions;
import dev.windsock.score.Scorer;
import dev.windsock.score.SymbolDirectory;
import io.vertx.core.Future;

/** What the commands need of the rest of the project. */
interface Services {
  /**
   * Starts the whole service.
   *
   * @param sources where the configuration came from, to be watched
   * @param loaded the configuration
   * @param simulated against the lab's upstreams instead of the live ones
   */
  Future<Service> start(Sources sources, Loaded loaded, boolean simulated);

  /**
   * Starts the simulated upstreams alone; port 0 takes any free one. Fails when the options limit a
   * provider that is not played.
   */
  Future<Service> startLab(int port, LabOptions options);

  /** The scorer. */
  Scorer scorer();

  /** What symbols are called. */
  SymbolDirectory directory();

  /** Something that runs. */
  interface Service {
    /** The port that it listens on. */
    int port();

    /** Drains and stops it, and whatever was started for it. Done within 10 s. */
    Future<Void> stop();
  }
}
