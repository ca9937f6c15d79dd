package dev.windsock.lab;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.LongFunction;

/** Writes parts as fast as the client takes them, and no faster. */
final class Pump implements Runnable {
  private static final int PER_TURN = 64;

  private final HttpServerResponse response;
  private final long parts;
  private final LongFunction<Buffer> part;
  private final boolean orderly;
  private long sent;

  /**
   * @param parts how many there are
   * @param part the part of a number from 0
   * @param orderly whether the answer ends well after the last
   */
  Pump(HttpServerResponse response, long parts, LongFunction<Buffer> part, boolean orderly) {
    this.response = response;
    this.parts = parts;
    this.part = part;
    this.orderly = orderly;
  }

  @Override
  public void run() {
    // A turn ends after a while even when the client keeps up, so that other clients get theirs.
    for (int turn = 0; turn < PER_TURN && sent < parts; turn++) {
      if (response.closed() || response.ended()) {
        return;
      }
      if (response.writeQueueFull()) {
        response.drainHandler(drained -> run());
        return;
      }
      var written = response.write(part.apply(sent++));
      if (turn == PER_TURN - 1 && sent < parts) {
        written.onSuccess(done -> run());
        return;
      }
    }
    if (orderly) {
      response.end();
    } else {
      response.reset();
    }
  }
}
