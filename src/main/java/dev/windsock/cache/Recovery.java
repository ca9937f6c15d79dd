package dev.windsock.cache;

import dev.windsock.cache.Missed.Write;
import dev.windsock.redis.Keys;
import dev.windsock.redis.LinkDownException;
import dev.windsock.redis.LinkState;
import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;

/**
 * Makes good what Redis missed, once it is back. Where the log is followed, this waits until the
 * log has been read up to the return: a mark is put on it, and what others removed meanwhile is
 * known when the mark comes round. Thread-safe.
 */
final class Recovery {
  /** How many writes are under way at a time. */
  private static final int BATCH = 128;

  /**
   * How soon what was missed is tried again while Redis answers: a write that failed in a short cut
   * is often remembered only after the link was up again, and nothing else would wake this.
   */
  static final long RETRY_NANOS = 100_000_000L;

  private final Clock clock;
  private final RedisLink link;
  private final Missed missed;
  private final Keys keys;
  private final String self;
  private final Set<Integer> flushing = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean armed = new AtomicBoolean();
  private final AtomicLong marks = new AtomicLong();
  private final OwedSweeps sweeps;
  private volatile boolean followed;

  /**
   * @param self who this instance is in the logs
   */
  Recovery(Clock clock, RedisLink link, Missed missed, Keys keys, String self) {
    this.clock = clock;
    this.link = link;
    this.missed = missed;
    this.keys = keys;
    this.self = self;
    this.sweeps = new OwedSweeps(keys.buckets());
    link.listen(this::moved);
    missed.onAdded(this::arm);
  }

  /** From now on somebody reads the log and tells how far. */
  void follow() {
    followed = true;
  }

  /** Where the log is followed, whoever follows it puts the mark there. */
  private void moved(LinkState state) {
    if (state instanceof Up && !followed) {
      retry();
    }
  }

  /**
   * Puts this instance's mark on the log of a bucket.
   *
   * @return its number; later ones have greater ones
   */
  long mark(int bucket) {
    long number = marks.incrementAndGet();
    link.send(mark(keys.bucketKey(bucket, "log"), self, number));
    return number;
  }

  /** The number that the next mark is going to have at the least. */
  long nextMark() {
    return marks.get() + 1;
  }

  /** The buckets in which something is missing. */
  private Set<Integer> owed() {
    Set<Integer> buckets = sweeps.buckets();
    missed.all().forEach(write -> buckets.add(keys.bucketOf(write.id())));
    return buckets;
  }

  /** Tries again what is still missing. */
  void retry() {
    if (link.state() instanceof Up && pending()) {
      for (int bucket : owed()) {
        if (followed) {
          mark(bucket);
        } else {
          flush(bucket);
        }
      }
    }
  }

  /** Tries again soon; while Redis is away its return does so. */
  private void arm() {
    if (link.state() instanceof Up && armed.compareAndSet(false, true)) {
      clock.after(
          RETRY_NANOS,
          () -> {
            armed.set(false);
            retry();
          });
    }
  }

  private boolean pending() {
    return sweeps.size() > 0 || missed.size() > 0;
  }

  /**
   * Remembers a removal by pattern, to be repeated.
   *
   * @param sweep does it in one bucket, and tells of it there
   */
  void owe(IntFunction<Future<?>> sweep) {
    sweeps.add(sweep);
    arm();
  }

  /** How many removals by pattern are still to be done somewhere. */
  int sweeps() {
    return sweeps.size();
  }

  /** The log of a bucket has been read up to now: writes what is still missing there. */
  void flush(int bucket) {
    if (link.state() instanceof Up && pending() && flushing.add(bucket)) {
      // Writes must not go before the removals.
      sweeps
          .run(bucket)
          .compose(done -> batch(of(bucket), 0))
          .onComplete(
              done -> {
                flushing.remove(bucket);
                if (pending()) {
                  // Added while this ran, or not taken: nobody else asks for it.
                  arm();
                }
              });
    }
  }

  private List<Write> of(int bucket) {
    return missed.all().stream().filter(write -> keys.bucketOf(write.id()) == bucket).toList();
  }

  private Future<Void> batch(List<Write> all, int from) {
    if (from >= all.size() || !(link.state() instanceof Up)) {
      return Future.succeededFuture();
    }
    int to = Math.min(all.size(), from + BATCH);
    List<Future<?>> under = new ArrayList<>(to - from);
    for (Write write : all.subList(from, to)) {
      under.add(
          write
              .owner()
              .recover(write)
              .recover(
                  cause -> {
                    if (cause instanceof LinkDownException) {
                      return Future.failedFuture(cause);
                    }
                    // Redis itself refuses it: it must not hold up the others for ever.
                    write.owner().dropped();
                    return Future.succeededFuture(false);
                  })
              .onSuccess(done -> missed.remove(write)));
    }
    return Future.join(under).compose(done -> batch(all, to));
  }

  /** The command that puts an instance's mark on a log. */
  static Request mark(String log, String self, long number) {
    return Request.cmd(Command.XADD)
        .arg(log)
        .arg("MAXLEN")
        .arg("~")
        .arg(Far.LOG_LENGTH)
        .arg("*")
        .arg("o")
        .arg("n")
        .arg("c")
        .arg("")
        .arg("s")
        .arg(self)
        .arg("m")
        .arg(number);
  }
}
