package dev.windsock.cache;

import dev.windsock.time.Clock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configured and the most asked symbols before anyone has to wait for them: at each look
 * it has those refreshed that will not be fresh at the next. A few at a time, so that what is asked
 * by somebody who waits never stands behind a crowd of what nobody waits for; the quota has a class
 * of its own for it. Started by nobody's waiting: readiness does not depend on it.
 *
 * <p>Thread-safe; runs on the context that starts it.
 */
public final class Warmer {
  /** What is read at a time. */
  static final int AT_ONCE = 8;

  /** Beyond, what is to be read by hand is refused. */
  static final int MAX_QUEUED = 2_000;

  /** How many looks until the counts of what is asked are halved. */
  private static final int LOOKS_PER_AGE = 10;

  private static final Logger LOG = LoggerFactory.getLogger(Warmer.class);

  /** Reads symbols at a priority below those who wait. */
  @FunctionalInterface
  public interface Reader {
    /**
     * Reads them.
     *
     * @param symbols canonical codes
     * @param within what is fresh for longer is left alone
     * @return how many readings were loaded, when that is done
     */
    Future<Integer> read(List<String> symbols, Duration within);
  }

  private final Clock clock;
  private final Popularity popularity;
  private final Reader reader;
  private final ArrayDeque<String> queue = new ArrayDeque<>();
  private volatile WarmOptions options;
  private Clock.@Nullable Timer timer;
  private boolean running;
  private boolean stopped = true;
  private int looks;

  /**
   * @param popularity what is asked for
   * @param reader reads
   */
  public Warmer(Clock clock, WarmOptions options, Popularity popularity, Reader reader) {
    this.clock = clock;
    this.options = options;
    this.popularity = popularity;
    this.reader = reader;
  }

  /** Starts looking, the first time at once. */
  synchronized void start() {
    stopped = false;
    look();
  }

  synchronized void stop() {
    stopped = true;
    queue.clear();
    if (timer != null) {
      timer.cancel();
    }
  }

  /** Takes new options into use at once. */
  public synchronized void reconfigure(WarmOptions next) {
    options = next;
    if (!stopped) {
      look();
    }
  }

  private synchronized void look() {
    if (timer != null) {
      timer.cancel();
    }
    if (stopped) {
      return;
    }
    WarmOptions now = options;
    timer = clock.after(now.interval().toNanos(), this::look);
    if (++looks % LOOKS_PER_AGE == 0) {
      popularity.age();
    }
    add(wanted());
  }

  /** What is warm at all times: the configured first. */
  List<String> wanted() {
    WarmOptions now = options;
    LinkedHashSet<String> wanted = new LinkedHashSet<>(now.symbols());
    wanted.addAll(popularity.top(now.top()));
    return List.copyOf(wanted);
  }

  /**
   * Has symbols read after what is being read already. Returns whether something was.
   *
   * @param symbols canonical codes; those that do not fit into the queue are left out
   */
  synchronized boolean add(List<String> symbols) {
    boolean before = running;
    LinkedHashSet<String> all = new LinkedHashSet<>(queue);
    for (String symbol : symbols) {
      if (all.size() < MAX_QUEUED) {
        all.add(symbol);
      }
    }
    queue.clear();
    queue.addAll(all);
    if (!running && !queue.isEmpty()) {
      running = true;
      next();
    }
    return before;
  }

  private void next() {
    List<String> batch = new ArrayList<>(AT_ONCE);
    synchronized (this) {
      while (batch.size() < AT_ONCE && !queue.isEmpty()) {
        batch.add(queue.remove());
      }
      if (batch.isEmpty()) {
        running = false;
        return;
      }
    }
    // A little more: the next look may be late.
    read(batch, options.interval().multipliedBy(11).dividedBy(10))
        .onComplete(
            done -> {
              if (done.failed()) {
                LOG.warn("warming {} symbols failed", batch.size(), done.cause());
              }
              next();
            });
  }

  private Future<Integer> read(List<String> batch, Duration within) {
    Promise<Integer> read = Promise.promise();
    try {
      reader.read(batch, within).onComplete(read);
    } catch (RuntimeException e) {
      read.fail(e);
    }
    return read.future();
  }
}
