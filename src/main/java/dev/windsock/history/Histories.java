package dev.windsock.history;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.Loader;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Series;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is kept of the past: a series for each symbol and the board of symbols talked about, in two
 * caches. So they are bounded in memory, and shared by all instances and kept over a restart where
 * there is Redis. What is to be added while Redis is away waits here, and shows already.
 * Thread-safe.
 */
public final class Histories {
  /** How far back a series reaches: four weeks to compare with, and the present one. */
  static final Duration KEPT = Duration.ofDays(35);

  private static final Duration NOTHING_YET = Duration.ofSeconds(15);
  private static final String BOARD = "board";

  final Cache<Series> series;
  final Cache<Board> boards;
  final Unwritten unwritten = new Unwritten();

  /** Rows that are on no other instance's board; changed on the recorder's thread alone. */
  private volatile Board here = Board.EMPTY;

  /** Opens the caches {@code history} and {@code trending}. */
  public Histories(Caches caches) {
    this.series = caches.openWhole("history", new SeriesCodec(), 1);
    this.boards = caches.openWhole("trending", new JsonCodec<>(Board.class), 1);
  }

  /** The past of each symbol, in their order; empty where none is known. Never fails. */
  public Future<List<Series>> of(List<String> symbols) {
    return seen(symbols)
        .map(
            seen -> symbols.stream().map(s -> and(s, seen.getOrDefault(s, Series.EMPTY))).toList());
  }

  /** The series of those symbols whose own can be seen now. Never fails. */
  Future<Map<String, Series>> seen(List<String> symbols) {
    return series
        .getAll(symbols, null, Histories::nothing)
        .map(
            all -> {
              Map<String, Series> seen = new HashMap<>();
              for (int i = 0; i < all.size(); i++) {
                Series value = all.get(i).value();
                if (value != null) {
                  seen.put(symbols.get(i), value);
                }
              }
              return seen;
            })
        .otherwise(Map.of());
  }

  /** A symbol's series with what waits to be added to it. */
  Series and(String symbol, Series written) {
    Series more = unwritten.of(symbol);
    return more.bySource().isEmpty() ? written : written.merged(more, 0);
  }

  /** The board. Never fails. */
  public Future<Board> board(long nowMillis) {
    return boards
        .getAll(List.of(BOARD), null, Histories::nothing)
        .map(all -> all.get(0).value())
        .otherwise(Board.EMPTY)
        .map(board -> and(board == null ? Board.EMPTY : board, nowMillis));
  }

  private Board and(Board board, long nowMillis) {
    Board more = here;
    return more.rows().isEmpty() ? board : board.merged(more, nowMillis);
  }

  /** Shows rows here that cannot be on the board now. */
  void show(Board rows, long nowMillis) {
    here = here.merged(rows, nowMillis);
  }

  /** Puts rows on the board. Fails where it cannot be changed now. */
  Future<Board> post(Board rows, long nowMillis) {
    return boards
        .update(
            BOARD,
            KEPT,
            earlier -> (earlier == null ? Board.EMPTY : earlier).merged(rows, nowMillis))
        .onSuccess(posted -> here = Board.EMPTY);
  }

  /** There is nobody to load it from: it is only ever written. */
  private static <V> Future<List<Loader.Loaded<V>>> nothing(List<Loader.Wanted<V>> wanted) {
    return Future.succeededFuture(
        wanted.stream()
            .map(one -> Loader.Loaded.<V>failed(Problem.NOT_FOUND, NOTHING_YET, null))
            .toList());
  }
}
