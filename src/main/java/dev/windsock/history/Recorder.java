package dev.windsock.history;

import dev.windsock.cache.Cache;
import dev.windsock.history.Board.Row;
import dev.windsock.score.Hours;
import dev.windsock.score.Trend;
import dev.windsock.sentiment.ProblemException;
import dev.windsock.sentiment.Reading;
import dev.windsock.sentiment.Series;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what readings show. Whoever changes readings says so by {@link #changed}, on any
 * thread; {@link #flush}, called now and then on one thread, cuts the changed ones into hours and
 * merges them into the series. Recording the same reading twice, here or on another instance,
 * changes nothing.
 */
public final class Recorder {
  /**
   * Readings that changed and are not written down yet; beyond that they wait for their next
   * change.
   */
  static final int MAX_WAITING = 8192;

  /** How many readings one flush takes: some milliseconds of an event loop. */
  static final int BATCH = 64;

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
  private final Set<String> waiting = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Source> sources;
  private boolean flushing;

  /**
   * @param readings where changed readings are looked up
   * @param sources by id, as configured
   */
  public Recorder(
      Cache<Reading> readings, Histories histories, Clock clock, Map<String, Source> sources) {
    this.readings = readings;
    this.histories = histories;
    this.clock = clock;
    this.sources = Map.copyOf(sources);
  }

  /** Other weights and half-lives from now on; what is written stays. */
  public void reconfigure(Map<String, Source> next) {
    sources = Map.copyOf(next);
  }

  /** Readings changed, by their ids. Any thread; no more than a note is taken. */
  public void changed(Collection<String> readingIds) {
    for (String id : readingIds) {
      if (waiting.size() < MAX_WAITING) {
        waiting.add(id);
      }
    }
  }

  /**
   * Writes down some of what changed. One flush at a time: another meanwhile does nothing.
   *
   * @return when it is written; never fails
   */
  Future<Void> flush() {
    if (flushing || (waiting.isEmpty() && histories.unwritten.isEmpty())) {
      return Future.succeededFuture();
    }
    flushing = true;
    cut();
    return write()
        .onComplete(done -> flushing = false)
        .recover(
            cause -> {
              LOG.warn("the history could not be written: {}", cause.toString());
              return Future.succeededFuture();
            });
  }

  /** Cuts changed readings into hours, as long as there is room for these. */
  private void cut() {
    int oldest = oldestHour();
    Map<String, Source> configured = sources;
    Iterator<String> ids = waiting.iterator();
    for (int i = 0; i < BATCH && ids.hasNext() && !histories.unwritten.full(); i++) {
      String id = ids.next();
      ids.remove();
      Reading reading = readings.peek(id);
      Source source = reading == null ? null : configured.get(reading.provider());
      if (reading != null && source != null && !reading.posts().isEmpty()) {
        List<Series.Hour> hours = Hours.of(reading, source.halfLife(), oldest, known(reading));
        if (!hours.isEmpty()) {
          Series more = new Series(Map.of(reading.provider(), hours));
          histories.unwritten.add(reading.symbol(), more, oldest);
        }
      }
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

  /** Merges some of what is not written yet into the series; what cannot be now stays. */
  private Future<Void> write() {
    int oldest = oldestHour();
    List<Future<?>> writes = new ArrayList<>();
    List<Row> rows = new ArrayList<>();
    histories
        .unwritten
        .next(BATCH)
        .forEach(
            (symbol, hours) ->
                writes.add(
                    histories
                        .series
                        .update(
                            symbol,
                            Histories.KEPT,
                            earlier ->
                                (earlier == null ? Series.EMPTY : earlier).merged(hours, oldest))
                        .onSuccess(
                            all -> {
                              histories.unwritten.remove(symbol, hours);
                              rows.add(row(symbol, all));
                            })
                        .onFailure(cause -> lost(symbol, hours, cause))));
    // One that could not be written keeps no other off the board.
    return Future.join(writes)
        .transform(done -> Future.succeededFuture(rows))
        .compose(
            made ->
                made.isEmpty()
                    ? Future.succeededFuture()
                    : histories.post(new Board(made), clock.millis()).mapEmpty());
  }

  /** Where Redis is away, or others came before too often, it is tried again. */
  private void lost(String symbol, Series hours, Throwable cause) {
    if (!(cause instanceof ProblemException)) {
      LOG.warn("the history of {} could not be written: {}", symbol, cause.toString());
      histories.unwritten.remove(symbol, hours);
    }
  }

  private Row row(String symbol, Series series) {
    Map<String, Double> weights = new LinkedHashMap<>();
    sources.forEach((id, source) -> weights.put(id, source.weight()));
    Trend trend = new Trend(series, weights);
    int until = Series.hourOf(clock.millis()) + 1;
    double prior = trend.priorMean(until - 24);
    Trend.Span day = trend.span(until - 24, until, prior);
    Trend.Span before = trend.span(until - 48, until - 24, prior);
    Double score = day.score();
    Double earlier = before.score();
    return new Row(
        symbol,
        clock.millis(),
        trend.span(until - 2, until, 0).mentions(),
        day.mentions(),
        trend.buzz(day.mentions(), 24, until),
        score,
        score == null || earlier == null ? null : Double.valueOf(score - earlier));
  }
}
