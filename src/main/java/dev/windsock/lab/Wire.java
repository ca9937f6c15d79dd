package dev.windsock.lab;

import dev.windsock.time.Clock;
import io.vertx.core.http.ServerWebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lab's end of one WebSocket. Events go through {@link #event}, where faults of streams are
 * played. Whatever is armed here ends with the connection. Called on the lab's event loop.
 */
final class Wire {
  private static final long SLOW_NANOS = 1_000_000_000;
  private static final int OVERSIZED_CHARS = 4 << 20;

  private final ServerWebSocket socket;
  private final Clock clock;
  private final Stage stage;
  private final List<Clock.Timer> timers = new ArrayList<>();
  private final List<Runnable> closers = new ArrayList<>();
  private long slowUntilNanos;
  private boolean slow;
  private boolean stalled;

  Wire(ServerWebSocket socket, Clock clock, Stage stage) {
    this.socket = socket;
    this.clock = clock;
    this.stage = stage;
    socket.exceptionHandler(broken -> {});
    socket.closeHandler(
        closed -> {
          timers.forEach(Clock.Timer::cancel);
          closers.forEach(Runnable::run);
        });
  }

  /** A word of the protocol itself; no fault meets it. */
  void say(String text) {
    if (!socket.isClosed()) {
      socket.writeTextMessage(text);
    }
  }

  /** An event. */
  void event(String text) {
    if (stalled || socket.isClosed()) {
      return;
    }
    for (Fault.Kind kind : stage.faults().meetInStream(clock.nanos())) {
      stage.tally().played(kind);
      switch (kind) {
        case ABORT -> {
          Trouble.reset(socket);
          return;
        }
        case STALL -> {
          stalled = true;
          return;
        }
        case GARBAGE_FRAME -> socket.writeTextMessage("\u0000{]]garbage \ud83d\ude80");
        case TRUNCATED_FRAME -> {
          socket.writeTextMessage(text.substring(0, text.length() / 2));
          return;
        }
        case OVERSIZED_FRAME -> socket.writeTextMessage("x".repeat(OVERSIZED_CHARS));
        case SLOW_FRAMES -> {
          slow = true;
          slowUntilNanos = clock.nanos() + SLOW_NANOS;
        }
        default -> throw new IllegalStateException(kind + " is no fault of streams");
      }
    }
    socket.writeTextMessage(text);
    stage.tally().streamed();
  }

  /** Whether nothing should be sent now. */
  boolean full() {
    slow = slow && clock.nanos() - slowUntilNanos < 0;
    return slow || socket.isClosed() || socket.writeQueueFull();
  }

  void listen(Consumer<String> handler) {
    socket.textMessageHandler(handler::accept);
  }

  void every(long periodMillis, Runnable task) {
    timers.add(clock.every(periodMillis * 1_000_000, task));
  }

  void after(long millis, Runnable task) {
    timers.add(clock.after(millis * 1_000_000, task));
  }

  /**
   * From now on a client's stream is open, until the connection ends.
   *
   * @param client whose
   */
  void opened(String client) {
    stage.tally().streamOpened(client);
    onClose(() -> stage.tally().streamClosed(client));
  }

  void onClose(Runnable closer) {
    closers.add(closer);
  }

  void close() {
    if (!socket.isClosed()) {
      socket.close();
    }
  }

  long nowMillis() {
    return clock.millis();
  }
}
