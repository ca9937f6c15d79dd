package dev.windsock;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import io.vertx.core.Future;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
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
    String host = loaded.config().http().host();
    String shown = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
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
    } catch (RuntimeException e) {
      if (cause(e, BindException.class) != null) {
        throw new CommandException(
            CommandException.BAD_CONFIG,
            "http.port: '%d' on %s cannot be listened on: %s (%s); allowed: a free port, or 0 for any"
                .formatted(
                    loaded.config().http().port(),
                    loaded.config().http().host(),
                    "it is in use or not ours",
                    loaded.origin("http.port")));
      }
      throw e;
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

  static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
    Throwable at = failure;
    for (int i = 0; i < 10 && at != null; i++) {
      if (type.isInstance(at)) {
        return type.cast(at);
      }
      at = at.getCause();
    }
    return null;
  }
}
