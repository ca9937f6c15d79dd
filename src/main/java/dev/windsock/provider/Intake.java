package dev.windsock.provider;

import dev.windsock.provider.StreamEvent.Ended;
import dev.windsock.provider.StreamFigures.Kind;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where messages gather until their round: one round at a time parses, matches and scores them on a
 * worker thread and writes each symbol concerned once, however many posts it got. A round begins so
 * long after the one before ended, or at once when much waits. Above the high mark the line is
 * paused until the low mark; what comes all the same beyond the last mark is dropped and counted.
 * Runs on the context of its verticle.
 */
final class Intake {
  static final int HIGH = 2_048;
  private static final int LOW = 512;
  static final int MOST = 2 * HIGH;
  private static final int ROUND = 1_024;
  private static final long HIGH_CHARS = 2L << 20;
  private static final long MOST_CHARS = 2 * HIGH_CHARS;
  private static final int EVENT_CHARS = 500;
  private static final long MICROS_PER_MILLI = 1_000;

  /** Whom the intake tells. */
  interface Valve {
    void pause();

    void resume();

    /** Messages were dropped. */
    void overflowed();

    /** Everything up to a position is written. */
    void written(long positionMicros);

    /** The upstream said that it ends the stream. */
    void ended(Ended why);
  }

  private record Message(Supplier<List<StreamEvent>> events, int chars) {}

  private record Waiter(long upTo, Promise<Void> promise) {}

  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

  private final Vertx vertx;
  private final Clock clock;
  private final Duration flushEvery;
  private final Function<String, List<StreamEvent>> parse;
  private final StreamReader reader;
  private final StreamSieve sieve;
  private final Held held;
  private final StreamFigures figures;
  private final Valve valve;
  private final Deque<Message> inbox = new ArrayDeque<>();
  private final Deque<Waiter> waiters = new ArrayDeque<>();
  private Clock.@Nullable Timer timer;
  private long chars;
  private long offered;
  private long done;
  private boolean running;
  private boolean paused;

  Intake(
      Vertx vertx,
      Clock clock,
      Duration flushEvery,
      Function<String, List<StreamEvent>> parse,
      StreamReader reader,
      StreamSieve sieve,
      Held held,
      StreamFigures figures,
      Valve valve) {
    this.vertx = vertx;
    this.clock = clock;
    this.flushEvery = flushEvery;
    this.parse = parse;
    this.reader = reader;
    this.sieve = sieve;
    this.held = held;
    this.figures = figures;
    this.valve = valve;
  }

  /** Takes a message of the stream. */
  void offer(String message) {
    if (inbox.size() >= MOST || chars >= MOST_CHARS) {
      figures.count(Kind.DROPPED, 1);
      valve.overflowed();
      return;
    }
    add(new Message(() -> parse.apply(message), message.length()));
  }

  /** Takes events that were read already. Done when they are written. */
  Future<Void> offer(List<StreamEvent> events) {
    add(new Message(() -> events, EVENT_CHARS * events.size()));
    return settled();
  }

  private void add(Message message) {
    inbox.add(message);
    chars += message.chars();
    offered++;
    figures.buffered(inbox.size());
    if (!paused && isHigh()) {
      paused = true;
      valve.pause();
    }
    if (inbox.size() >= ROUND) {
      round();
    } else if (timer == null && !running) {
      timer = clock.after(flushEvery.toNanos(), this::due);
    }
  }

  private boolean isHigh() {
    return inbox.size() >= HIGH || chars >= HIGH_CHARS;
  }

  /** Whether the line is to hold back now. */
  boolean isPaused() {
    return paused;
  }

  /** Done when everything that was offered until now is written. */
  Future<Void> settled() {
    if (done == offered) {
      return Future.succeededFuture();
    }
    Promise<Void> promise = Promise.promise();
    waiters.add(new Waiter(offered, promise));
    return promise.future();
  }

  /** Begins a round now, if there is anything. */
  void hurry() {
    round();
  }

  private void due() {
    timer = null;
    round();
  }

  private void round() {
    if (running || inbox.isEmpty()) {
      return;
    }
    running = true;
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    List<Supplier<List<StreamEvent>>> messages = new ArrayList<>(Math.min(ROUND, inbox.size()));
    while (!inbox.isEmpty() && messages.size() < ROUND) {
      Message message = inbox.remove();
      chars -= message.chars();
      messages.add(message.events());
    }
    figures.buffered(inbox.size());
    long now = clock.millis();
    vertx
        .executeBlocking(() -> reader.read(messages, now), false)
        .compose(sorted -> write(sorted, now).map(written -> sorted))
        .onComplete(
            round ->
                finish(
                    messages.size(), round.succeeded() ? round.result() : failed(round.cause())));
  }

  private Future<Void> write(StreamReader.Sorted sorted, long now) {
    List<StreamSieve.Lot> lots = sieve.lots(sorted);
    return lots.isEmpty()
        ? Future.succeededFuture()
        : vertx
            .executeBlocking(() -> sieve.sift(lots, now), false)
            .compose(deltas -> held.write(deltas, now))
            .map(
                changes -> {
                  changes.forEach(change -> sieve.note(change.merged()));
                  return null;
                });
  }

  private StreamReader.@Nullable Sorted failed(Throwable cause) {
    LOG.error("messages were lost", cause);
    figures.gap();
    return null;
  }

  private void finish(int messages, StreamReader.@Nullable Sorted sorted) {
    running = false;
    done += messages;
    if (sorted != null) {
      Long position = sorted.positionMicros();
      if (position != null) {
        figures.lag(clock.millis() - position / MICROS_PER_MILLI);
        valve.written(position);
      }
      if (sorted.ended() != null) {
        valve.ended(sorted.ended());
      }
    }
    while (!waiters.isEmpty() && waiters.peek().upTo() <= done) {
      waiters.remove().promise().complete();
    }
    if (paused && inbox.size() <= LOW && chars <= HIGH_CHARS / 2) {
      paused = false;
      valve.resume();
    }
    if (inbox.size() >= LOW) {
      round();
    } else if (!inbox.isEmpty() && timer == null) {
      timer = clock.after(flushEvery.toNanos(), this::due);
    }
  }

  /** Forgets what waits. */
  void close() {
    if (timer != null) {
      timer.cancel();
    }
    inbox.clear();
    waiters.clear();
  }
}
