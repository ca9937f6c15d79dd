package dev.windsock;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import dev.windsock.option.InvalidValueException;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the service, says where it is, runs it until asked to stop, and drains it. */
final class Running {
  private static final Logger LOG = LoggerFactory.getLogger(Running.class);
  private static final Duration START = Duration.ofSeconds(30);
  private static final Duration STOP = Duration.ofMillis(9_500);

  private final Commands commands;

  Running(Commands commands) {
    this.commands = commands;
  }

  /** Runs the service until it is asked to stop. Returns the exit code. */
  int serve(Sources sources, boolean simulated) {
    Loaded loaded = ConfigLoader.load(sources);
    Services.Service service = start(sources, loaded, simulated);
    String shown = loaded.config().http().reachedBy();
    return run(service, "http://" + shown + ":" + service.port(), simulated ? " (simulated)" : "");
  }

  /** Starts the simulated service, asks it one question and stops it. Returns the exit code. */
  int rehearse(Sources sources) {
    Services.Service service = start(sources, ConfigLoader.load(sources), true);
    try {
      new AnswerClient("http://127.0.0.1:" + service.port()).ask(List.of("TSLA"));
      return 0;
    } finally {
      stop(service.stop());
    }
  }

  /** Starts the service, or says why it does not. */
  Services.Service start(Sources sources, Loaded loaded, boolean simulated) {
    try {
      return Await.result(
          commands.services().get().start(sources, loaded, simulated), START, "starting");
    } catch (InvalidValueException e) {
      throw new CommandException(
          CommandException.BAD_CONFIG, e.getMessage() + " (" + loaded.origin(e.name()) + ")");
    }
  }

  /** Runs what was started until it is asked to stop. Returns the exit code. */
  int run(Services.Service service, String url, String note) {
    CompletableFuture<Void> asked = commands.stopping().asked();
    if (commands.terminal().outIsTerminal()) {
      commands.terminal().out().println("Windsock listens on " + url + note + "; Ctrl-C stops it");
    } else {
      LOG.info("listening on {}{}", url, note);
    }
    asked.join();
    LOG.info("draining");
    stop(service.stop());
    LOG.info("drained");
    return 0;
  }

  static void stop(Future<Void> stopping) {
    Await.result(stopping, STOP, "draining");
  }
}
