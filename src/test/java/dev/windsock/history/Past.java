package dev.windsock.history;

import dev.windsock.sentiment.Series;
import io.vertx.core.Future;
import java.util.List;

/** Writes a past for tests of what reads it. */
public final class Past {
  private Past() {}

  /** Gives a symbol a past. */
  public static Future<Series> write(Histories histories, String symbol, Series series) {
    return histories.series.update(symbol, Histories.KEPT, earlier -> series);
  }

  /** Puts a row on the board. */
  public static Future<Board> post(Histories histories, Board.Row row) {
    return histories.post(new Board(List.of(row)), row.atMillis());
  }
}
