package dev.windsock.answer;

import io.vertx.core.Context;
import io.vertx.core.Vertx;

/** Lets others have the event loop in between. */
final class Turn {
  private Turn() {}

  /** Runs a task in the next turn of the present context; at once where there is none. */
  static void next(Runnable task) {
    Context context = Vertx.currentContext();
    if (context == null) {
      task.run();
    } else {
      context.runOnContext(ignored -> task.run());
    }
  }
}
