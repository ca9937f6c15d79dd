package dev.windsock;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting on the command line's own thread, the only one in the project that may. */
final class Await {
  private Await() {}

  /** The result, or the failure as it is. */
  static <T> T result(Future<T> future, Duration longest, String what) {
    try {
      CompletableFuture<T> result = future.toCompletionStage().toCompletableFuture();
      return result.get(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(String.valueOf(e.getCause()), e.getCause());
    } catch (TimeoutException e) {
      throw new CommandException(
          CommandException.UNAVAILABLE,
          "windsock: " + what + " took longer than " + longest.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException(CommandException.UNAVAILABLE, "windsock: interrupted");
    }
  }

  /** Waits until asked to stop, at most so long. Returns whether it was asked. */
  static boolean stop(CompletableFuture<Void> asked, Duration longest) {
    try {
      asked.get(longest.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException | ExecutionException e) {
      return true;
    }
  }
}
