package dev.windsock.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The commands that wait for their replies, with deadlines but without a timer for each: time is
 * counted in ticks, and a command remembers the tick in which it was sent. Ticks are counted rather
 * than measured, so that a pause of this process is not taken for one of Redis. Not thread-safe.
 */
final class Pipeline {
  /** One command. */
  final class Sent implements Handler<AsyncResult<Response>> {
    private final long tick;
    private @Nullable Handler<AsyncResult<Response>> caller;
    private boolean answered;

    private Sent(long tick, Handler<AsyncResult<Response>> caller) {
      this.tick = tick;
      this.caller = caller;
    }

    @Override
    public void handle(AsyncResult<Response> reply) {
      answered = true;
      heard = now;
      while (!waiting.isEmpty() && waiting.element().answered) {
        waiting.remove();
      }
      tell(reply);
    }

    private void tell(AsyncResult<Response> reply) {
      Handler<AsyncResult<Response>> told = caller;
      caller = null;
      if (told != null) {
        told.handle(reply);
      }
    }
  }

  private final ArrayDeque<Sent> waiting = new ArrayDeque<>();
  private final int silentTicks;
  private final int overdueTicks;
  private long now;
  private long heard;

  /**
   * @param silentTicks how many whole ticks may pass without any reply
   * @param overdueTicks how many whole ticks a command may take
   */
  Pipeline(int silentTicks, int overdueTicks) {
    this.silentTicks = silentTicks;
    this.overdueTicks = overdueTicks;
  }

  /** Counts a command; tell what is returned when it is answered. */
  Sent add(Handler<AsyncResult<Response>> caller) {
    if (waiting.isEmpty()) {
      heard = now;
    }
    Sent sent = new Sent(now, caller);
    waiting.add(sent);
    return sent;
  }

  /** Goes on to the next tick. */
  void tick() {
    now++;
  }

  /** Whether commands wait and nothing has been heard for too long. */
  boolean silent() {
    return !waiting.isEmpty() && now - heard > silentTicks;
  }

  /** Whether a command takes too long. */
  boolean overdue() {
    return !waiting.isEmpty() && now - waiting.element().tick > overdueTicks;
  }

  /** Whether nothing is waited for. */
  boolean idle() {
    return waiting.isEmpty();
  }

  /** Answers whoever waits; the commands are still waited for. */
  void release(Throwable cause) {
    for (Sent sent : waiting.toArray(new Sent[0])) {
      sent.tell(Future.failedFuture(cause));
    }
  }
}
