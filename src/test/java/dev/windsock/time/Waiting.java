package dev.windsock.time;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How tests wait for what happens on other threads, without sleeping. */
public final class Waiting {
  private static final long LOOK_MILLIS = 2;

  private Waiting() {}

  /**
   * Looks again until it is so; how long that may take is up to the caller. By one timer after
   * another: a periodic one that is cancelled in its first turn may not be armed to its end yet on
   * the thread that asked for it, and Vert.x 5.2.3 then throws instead of going on.
   *
   * @return fails with what looking throws
   */
  public static Future<Void> until(Vertx vertx, BooleanSupplier so) {
    Promise<Void> done = Promise.promise();
    look(vertx, so, done);
    return done.future();
  }

  private static void look(Vertx vertx, BooleanSupplier so, Promise<Void> done) {
    boolean is;
    try {
      is = so.getAsBoolean();
    } catch (RuntimeException | AssertionError e) {
      done.fail(e);
      return;
    }
    if (is) {
      done.complete();
    } else {
      vertx.setTimer(LOOK_MILLIS, timer -> look(vertx, so, done));
    }
  }

  /**
   * Begins it on an event loop, so that what is to follow there is in place before more arrives: a
   * response loses its body when that is asked for from another thread too late.
   */
  public static <T extends @Nullable Object> Future<T> onLoop(
      Vertx vertx, Supplier<Future<T>> begin) {
    Promise<T> done = Promise.promise();
    vertx.runOnContext(turn -> begin.get().onComplete(done));
    return done.future();
  }

  /** What came of it, within 20 s. Never on an event loop. */
  public static <T extends @Nullable Object> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
