package dev.windsock.history;

import dev.windsock.cache.Cache;
import dev.windsock.cache.Cached;
import dev.windsock.cache.Caches;
import dev.windsock.cache.JsonCodec;
import dev.windsock.cache.Loader;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.Series;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

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

  /** Opens the caches {@code history} and {@code trending}. */
  public Histories(Caches caches) {
    this.series = caches.openWhole("history", new SeriesCodec(), 1);
    this.boards = caches.openWhole("trending", new JsonCodec<>(Board.class), 1);
  }

  /** The past of each symbol, in their order; empty where none is known. Never fails. */
  public Future<List<Series>> of(List<String> symbols) {
    return series
        .getAll(symbols, null, Histories::nothing)
        .map(all -> all.stream().map(one -> or(one, Series.EMPTY)).toList())
        .recover(cause -> Future.succeededFuture(symbols.stream().map(s -> Series.EMPTY).toList()))
        .map(
            all ->
                IntStream.range(0, all.size())
                    .mapToObj(i -> and(symbols.get(i), all.get(i)))
                    .toList());
  }

  /** A symbol's series with what waits to be added to it. */
  Series and(String symbol, Series written) {
    Series more = unwritten.of(symbol);
    return more.bySource().isEmpty() ? written : written.merged(more, 0);
  }

  /** The board. Never fails. */
  public Future<Board> board() {
    return boards
        .getAll(List.of(BOARD), null, Histories::nothing)
        .map(all -> or(all.get(0), Board.EMPTY))
        .recover(cause -> Future.succeededFuture(Board.EMPTY));
  }

  Future<Board> post(Board rows, long nowMillis) {
    return boards.update(
        BOARD, KEPT, earlier -> (earlier == null ? Board.EMPTY : earlier).merged(rows, nowMillis));
  }

  private static <V> V or(Cached<V> cached, V absent) {
    V value = cached.value();
    return value == null ? absent : value;
  }

  /** There is nobody to load it from: it is only ever written. */
  private static <V> Future<List<Loader.Loaded<V>>> nothing(List<Loader.Wanted<V>> wanted) {
    return Future.succeededFuture(
        wanted.stream()
            .map(one -> Loader.Loaded.<V>failed(Problem.NOT_FOUND, NOTHING_YET, null))
            .toList());
  }
}
