package dev.windsock.provider;

import dev.windsock.option.Secret;
import dev.windsock.provider.StreamSource.Step;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a stream, from the call to its end: opened and greeted under a deadline, given
 * up when it is silent for too long. Half of that time it may be silent before it is pinged. Used
 * once; runs on one context.
 */
final class StreamLine {
  private static final long CLOSE_NANOS = Duration.ofSeconds(1).toNanos();

  /** Whom a line tells. */
  interface Listener {
    /** A message came; an empty one for what is no text. */
    void received(String message);

    /** The line is down; called once, and only if it had been ready. */
    void ended(ProblemException why);
  }

  private final Clock clock;
  private final StreamSource source;
  private final Map<String, Secret> credentials;
  private final long idleNanos;
  private final Listener listener;
  private final Promise<Void> ready = Promise.promise();
  private final Promise<Void> gone = Promise.promise();
  private @Nullable ClientWebSocket socket;
  private Clock.@Nullable Timer deadline;
  private Clock.@Nullable Timer watch;
  private long heardNanos;
  private boolean greeted;
  private boolean paused;
  private boolean over;

  StreamLine(
      Clock clock,
      StreamSource source,
      Map<String, Secret> credentials,
      Duration idleTimeout,
      Listener listener) {
    this.clock = clock;
    this.source = source;
    this.credentials = credentials;
    this.idleNanos = idleTimeout.toNanos();
    this.listener = listener;
  }

  /** Connects and greets. Fails with a {@link ProblemException}. */
  Future<Void> open(WebSocketClient client, WebSocketConnectOptions options, Leave leave) {
    if (clock.nanos() - leave.sendByNanos() >= 0) {
      return Future.failedFuture(Exchange.VOID);
    }
    ClientWebSocket opening = client.webSocket();
    socket = opening;
    opening.textMessageHandler(this::received);
    opening.binaryMessageHandler(bytes -> received(""));
    opening.pongHandler(pong -> heardNanos = clock.nanos());
    opening.exceptionHandler(cause -> end(broken(cause)));
    opening.closeHandler(closed -> closed(opening));
    deadline = clock.after(Math.max(1, leave.timeoutNanos()), this::tooLate);
    heardNanos = clock.nanos();
    opening.connect(options).onComplete(up -> opened(), cause -> end(problem(cause)));
    return ready.future();
  }

  /** A message that is too large makes no connection broken by itself, so it has its own kind. */
  private static ProblemException broken(Throwable cause) {
    return cause instanceof IllegalStateException
        ? Failures.malformed("a message is larger than is taken")
        : Failures.ofTransport(cause);
  }

  private static ProblemException problem(Throwable cause) {
    return cause instanceof UpgradeRejectedException rejected
        ? Failures.ofUpgrade(rejected.getStatus())
        : Failures.ofTransport(cause);
  }

  private void tooLate() {
    end(new ProblemException(Problem.TIMED_OUT, "the upstream took too long"));
  }

  private void opened() {
    if (over) {
      hangUp();
      return;
    }
    heardNanos = clock.nanos();
    watch = clock.every(Math.max(1, idleNanos / 2), this::look);
    if (!source.greets()) {
      isReady();
    }
  }

  private void isReady() {
    greeted = true;
    if (deadline != null) {
      deadline.cancel();
    }
    ready.tryComplete();
  }

  private void received(String message) {
    if (over) {
      return;
    }
    heardNanos = clock.nanos();
    if (greeted || !source.greets()) {
      listener.received(message);
    } else {
      step(greet(message));
    }
  }

  /** A surprise is the upstream's doing, and its message may quote what came. */
  private Step greet(String message) {
    try {
      return source.greet(message, credentials);
    } catch (RuntimeException e) {
      return new Step.Refused(Problem.MALFORMED, "the greeting is not what was agreed on");
    }
  }

  private void step(Step step) {
    if (step instanceof Step.Say say && socket != null) {
      socket.writeTextMessage(say.text());
    } else if (step instanceof Step.Ready) {
      isReady();
    } else if (step instanceof Step.Refused refused) {
      end(new ProblemException(refused.problem(), refused.why()));
    }
  }

  /** Whoever does not read cannot complain of silence. */
  private void look() {
    long silentNanos = clock.nanos() - heardNanos;
    if (paused || over || socket == null) {
      return;
    }
    if (silentNanos >= idleNanos) {
      end(new ProblemException(Problem.TIMED_OUT, "the stream fell silent"));
    } else if (silentNanos >= idleNanos / 2) {
      socket.writePing(Buffer.buffer("w"));
    }
  }

  void pause() {
    if (socket != null && !paused && !over) {
      paused = true;
      socket.pause();
    }
  }

  void resume() {
    if (socket != null && paused && !over) {
      paused = false;
      heardNanos = clock.nanos();
      socket.resume();
    }
  }

  /** When something last came, on the clock. */
  long heardNanos() {
    return paused ? clock.nanos() : heardNanos;
  }

  private void closed(ClientWebSocket socket) {
    gone.tryComplete();
    Short status = socket.closeStatusCode();
    end(
        new ProblemException(
            Problem.UNAVAILABLE,
            "the upstream ended the stream" + (status == null ? "" : " (" + status + ")")));
  }

  private void end(ProblemException why) {
    if (over) {
      return;
    }
    over = true;
    if (deadline != null) {
      deadline.cancel();
    }
    if (watch != null) {
      watch.cancel();
    }
    hangUp();
    if (!ready.tryFail(why)) {
      listener.ended(why);
    }
  }

  private void hangUp() {
    ClientWebSocket open = socket;
    if (open == null) {
      gone.tryComplete();
      return;
    }
    try {
      open.close().onFailure(never -> gone.tryComplete());
    } catch (IllegalStateException e) {
      // It was not open, or is no more.
      gone.tryComplete();
    }
  }

  /** Ends it without a word to the listener. Done when the other side knows, or soon after. */
  Future<Void> close() {
    boolean ended = over;
    over = true;
    if (deadline != null) {
      deadline.cancel();
    }
    if (watch != null) {
      watch.cancel();
    }
    if (!ended) {
      hangUp();
    }
    ready.tryFail(new ProblemException(Problem.UNAVAILABLE, "not wanted any more"));
    Clock.Timer limit = clock.after(CLOSE_NANOS, () -> gone.tryComplete());
    return gone.future().onComplete(done -> limit.cancel());
  }
}
