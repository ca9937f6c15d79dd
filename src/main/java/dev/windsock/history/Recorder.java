package dev.windsock.history;

import dev.windsock.cache.Cache;
import dev.windsock.score.Hours;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what readings show. Whoever changes readings says so by {@link #changed}, on any
 * thread; {@link #flush}, called now and then on one thread, cuts the changed ones into hours, the
 * longest waiting first, merges them into the series, and has the symbols rated anew, batch after
 * batch as fast as the cache takes them. Recording the same reading twice, here or on another
 * instance, changes nothing.
 */
public final class Recorder {
  /**
   * Readings that changed and are not cut yet; beyond that they are left to their next change, and
   * counted.
   */
  static final int MAX_WAITING = 8192;

  /** How many readings are taken at a time: some milliseconds of an event loop. */
  static final int BATCH = 64;

  /** Between two batches others have their turn on the event loop. */
  private static final long PAUSE_NANOS = 1_000_000L;

  /** How long the end may take. */
  private static final long END_NANOS = 3_000_000_000L;

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

  /**
   * How a source counts.
   *
   * @param weight its weight in the blend
   * @param halfLife of its posts
   */
  public record Source(double weight, Duration halfLife) {}

  private final Cache<Reading> readings;
  private final Histories histories;
  private final Clock clock;
  private final Turns waiting = new Turns(MAX_WAITING);
  private final HistoryMeters meters;
  private final Ratings ratings;
  private volatile Map<String, Source> sources;

  /** The flush that is under way. */
  private @Nullable Future<Void> running;

  /**
   * @param readings where changed readings are looked up
   * @param sources by id, as configured
   */
  public Recorder(
      Cache<Reading> readings,
      Histories histories,
      Clock clock,
      Map<String, Source> sources,
      MeterRegistry registry) {
    this.readings = readings;
    this.histories = histories;
    this.clock = clock;
    this.sources = Map.copyOf(sources);
    this.ratings = new Ratings(histories, clock);
    this.meters = new HistoryMeters(registry, waiting, histories.unwritten);
  }

  /** Other weights and half-lives from now on; what is written stays. */
  public void reconfigure(Map<String, Source> next) {
    sources = Map.copyOf(next);
  }

  /** Readings changed, by their ids. Any thread; no more than a note is taken. */
  public void changed(Collection<String> readingIds) {
    for (String id : readingIds) {
      // What another instance changed is written down by that one.
      if (readings.held(id) != null && !waiting.add(id)) {
        meters.full.increment();
      }
    }
  }

  /**
   * Writes down what changed, until nothing waits or the cache takes no more. One flush at a time:
   * whoever asks meanwhile gets the one under way.
   *
   * @return when it is done; never fails
   */
  Future<Void> flush() {
    Future<Void> already = running;
    if (already != null) {
      return already;
    }
    Promise<Void> done = Promise.promise();
    running = done.future();
    ratings.addOverdue().onComplete(added -> step(done));
    return done.future();
  }

  /** Flushes a last time, within three seconds. */
  Future<Void> finish() {
    Promise<Void> done = Promise.promise();
    Clock.Timer deadline = clock.after(END_NANOS, done::tryComplete);
    // One that was under way may have ended before the last changes.
    flush()
        .compose(flushed -> flush())
        .onComplete(
            flushed -> {
              deadline.cancel();
              done.tryComplete();
            });
    return done.future()
        .onComplete(
            ended -> {
              if (waiting.size() > 0 || !histories.unwritten.isEmpty()) {
                LOG.warn("the end came before all of the history was written");
              }
            });
  }

  private void step(Promise<Void> done) {
    Future.<Void>succeededFuture()
        .compose(begun -> batch())
        .onComplete(
            batch -> {
              if (batch.succeeded() && batch.result()) {
                clock.after(PAUSE_NANOS, () -> step(done));
              } else {
                if (batch.failed()) {
                  LOG.error("the history could not be written", batch.cause());
                }
                running = null;
                done.complete();
              }
            });
  }

  /** Cuts, writes and rates some. Returns whether there is more that can be done now. */
  private Future<Boolean> batch() {
    cut();
    return write()
        .compose(
            written ->
                ratings
                    .rate(BATCH, weights())
                    .map(
                        rated ->
                            (written && !histories.unwritten.isEmpty())
                                || (rated && !ratings.isEmpty())
                                || (waiting.size() > 0 && !histories.unwritten.full())));
  }

  private Map<String, Double> weights() {
    Map<String, Double> weights = new LinkedHashMap<>();
    sources.forEach((id, source) -> weights.put(id, source.weight()));
    return weights;
  }

  /** Cuts changed readings into hours, as long as there is room for these. */
  private void cut() {
    int oldest = oldestHour();
    if (histories.unwritten.full()) {
      return;
    }
    for (String id : waiting.poll(BATCH)) {
      Reading reading = readings.held(id);
      if (reading == null) {
        meters.gone.increment();
        continue;
      }
      try {
        cut(reading, oldest);
      } catch (RuntimeException e) {
        meters.failed.increment();
        LOG.error("a reading of {} could not be cut into hours", reading.provider(), e);
      }
    }
  }

  private void cut(Reading reading, int oldest) {
    Source source = sources.get(reading.provider());
    if (source == null || reading.posts().isEmpty()) {
      return;
    }
    List<Series.Hour> hours = Hours.of(reading, source.halfLife(), oldest, known(reading));
    if (!hours.isEmpty()) {
      Series more = new Series(Map.of(reading.provider(), hours));
      histories.unwritten.add(reading.symbol(), more, oldest);
    }
  }

  private List<Series.Hour> known(Reading reading) {
    Series present = histories.series.peek(reading.symbol());
    return histories
        .and(reading.symbol(), present == null ? Series.EMPTY : present)
        .hours(reading.provider());
  }

  private int oldestHour() {
    return Series.hourOf(clock.millis() - Histories.KEPT.toMillis());
  }

  /**
   * Merges some of what is not written yet into the series; what cannot be now stays.
   *
   * @return whether any was
   */
  private Future<Boolean> write() {
    int oldest = oldestHour();
    List<Future<?>> writes = new ArrayList<>();
    histories
        .unwritten
        .next(BATCH)
        .forEach(
            (symbol, hours) -> {
              ratings.add(symbol);
              writes.add(
                  histories
                      .series
                      .update(
                          symbol,
                          Histories.KEPT,
                          earlier ->
                              (earlier == null ? Series.EMPTY : earlier).merged(hours, oldest))
                      .onSuccess(all -> histories.unwritten.remove(symbol, hours))
                      .onFailure(cause -> refused(symbol, hours, cause)));
            });
    return Future.join(writes)
        .transform(done -> Future.succeededFuture(writes.stream().anyMatch(Future::succeeded)));
  }

  /** Where Redis is away, or others came before too often, it is tried again. */
  private void refused(String symbol, Series hours, Throwable cause) {
    if (!(cause instanceof ProblemException)) {
      meters.failed.increment();
      LOG.warn("the history of {} could not be written: {}", symbol, cause.toString());
      histories.unwritten.remove(symbol, hours);
    }
  }
}
