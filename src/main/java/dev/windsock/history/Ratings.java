package dev.windsock.history;

import dev.windsock.history.Board.Row;
import dev.windsock.score.Trend;
import dev.windsock.sentiment.Series;
import dev.windsock.time.Clock;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rates symbols: makes their rows of the board of what their series are, whenever these grew and
 * every few minutes, as what was said ages. On one thread.
 */
final class Ratings {
  /** Symbols that wait; one beyond that is rated when it next grows or its row is too old. */
  private static final int MAX_WAITING = 8192;

  private final Histories histories;
  private final Clock clock;
  private final Turns waiting = new Turns(MAX_WAITING);

  Ratings(Histories histories, Clock clock) {
    this.histories = histories;
    this.clock = clock;
  }

  /** A symbol is to be rated. */
  void add(String symbol) {
    waiting.add(symbol);
  }

  boolean isEmpty() {
    return waiting.size() == 0;
  }

  /** What was rated too long ago is to be rated; never fails. */
  Future<Void> addOverdue() {
    long nowMillis = clock.millis();
    return histories
        .board(nowMillis)
        .onSuccess(board -> board.overdue(nowMillis).forEach(this::add))
        .mapEmpty();
  }

  /**
   * Rates some, the longest waiting first.
   *
   * @param weights the sources that count, with their weights
   * @return whether the board could be changed, if it was to be; what could not get there is shown
   *     here and stays
   */
  Future<Boolean> rate(int most, Map<String, Double> weights) {
    List<String> symbols = waiting.poll(most);
    return symbols.isEmpty()
        ? Future.succeededFuture(true)
        : histories.seen(symbols).compose(seen -> rate(symbols, seen, weights));
  }

  private Future<Boolean> rate(
      List<String> symbols, Map<String, Series> seen, Map<String, Double> weights) {
    long nowMillis = clock.millis();
    List<Row> whole = new ArrayList<>();
    List<Row> here = new ArrayList<>();
    for (String symbol : symbols) {
      Series series = seen.get(symbol);
      boolean unwritten = histories.unwritten.has(symbol);
      if (series != null || unwritten) {
        Series all = histories.and(symbol, series == null ? Series.EMPTY : series);
        // Of what is not written yet the others must not be told: there may be more in Redis.
        (unwritten ? here : whole).add(row(symbol, all, weights, nowMillis));
      }
    }
    if (!here.isEmpty()) {
      histories.show(new Board(here), nowMillis);
    }
    return whole.isEmpty()
        ? Future.succeededFuture(true)
        : histories
            .post(new Board(whole), nowMillis)
            .map(true)
            .otherwise(
                refused -> {
                  histories.show(new Board(whole), nowMillis);
                  whole.forEach(row -> add(row.symbol()));
                  return false;
                });
  }

  private static Row row(
      String symbol, Series series, Map<String, Double> weights, long nowMillis) {
    Trend trend = new Trend(series, weights);
    int until = Series.hourOf(nowMillis) + 1;
    double prior = trend.priorMean(until - 24);
    Double score = trend.span(until - 24, until, prior).score();
    Double before = trend.span(until - 48, until - 24, prior).score();
    double mentions = trend.mentions(24, nowMillis);
    return new Row(
        symbol,
        nowMillis,
        (int) Math.round(trend.mentions(1, nowMillis)),
        (int) Math.round(mentions),
        trend.buzzAt(mentions, 24, nowMillis),
        score,
        score == null || before == null ? null : Double.valueOf(score - before));
  }
}
