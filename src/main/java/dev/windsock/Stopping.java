package dev.windsock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A signal asks the command to stop and waits until it has. The JVM would end with the signal's own
 * code; what was drained in order ends with the command's.
 */
final class Stopping {
  private static final long LONGEST_SECONDS = 10;

  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private final CompletableFuture<Integer> done = new CompletableFuture<>();
  private volatile boolean drains;

  /** Asked by SIGTERM or SIGINT. */
  static Stopping onSignal() {
    Stopping stopping = new Stopping();
    Runtime.getRuntime().addShutdownHook(new Thread(stopping::signalled, "windsock-stop"));
    return stopping;
  }

  private void signalled() {
    if (!drains || done.isDone()) {
      return;
    }
    asked.complete(null);
    try {
      Runtime.getRuntime().halt(done.get(LONGEST_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      Runtime.getRuntime().halt(CommandException.FAULT);
    }
  }

  /** From now on a signal drains; before, it just ends the process. */
  CompletableFuture<Void> asked() {
    drains = true;
    return asked;
  }

  /** The command has ended with this code. */
  void done(int code) {
    done.complete(code);
  }

  /** Asks to stop, as a signal would. */
  void ask() {
    asked.complete(null);
  }
}
