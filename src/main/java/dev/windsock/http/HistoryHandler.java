package dev.windsock.http;

import dev.windsock.answer.Answers;
import dev.windsock.history.Board;
import dev.windsock.history.Histories;
import dev.windsock.option.InvalidValueException;
import dev.windsock.score.Trend;
import dev.windsock.sentiment.Series;
import dev.windsock.sentiment.Symbol;
import dev.windsock.time.Clock;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/sentiment/{symbol}/history}: how the mood went, in spans of whole hours; and
 * {@code GET /v1/trending}: the symbols talked about.
 */
final class HistoryHandler {
  private static final List<String> OF_HISTORY = List.of("window", "bucket", "sources", "format");
  private static final List<String> OF_TRENDING = List.of("by", "limit", "format");
  private static final List<String> HISTORY_COLUMNS =
      List.of("at", "score", "ci95_low", "ci95_high", "mentions", "n_eff");
  private static final List<String> TRENDING_COLUMNS =
      List.of("symbol", "as_of", "mentions_1h", "mentions_24h", "buzz_z", "score", "change_24h");

  private final Histories histories;
  private final Answers answers;
  private final Clock clock;
  private final Problems problems;

  HistoryHandler(Histories histories, Answers answers, Clock clock, Problems problems) {
    this.histories = histories;
    this.answers = answers;
    this.clock = clock;
    this.problems = problems;
  }

  void history(RoutingContext context) {
    Query query = Query.parse(context.request().query(), OF_HISTORY);
    Format format = Format.of(query.get("format"), context.request().headers().get("accept"));
    Symbol symbol = Symbol.parse(String.valueOf(context.pathParam("symbol")));
    int window = hours("window", query.get("window"), 168, List.of(24, 168, 720));
    int bucket = hours("bucket", query.get("bucket"), 1, List.of(1, 6, 24));
    Map<String, Double> weights = answers.weights(new LinkedHashSet<>(query.list("sources")));
    histories
        .of(List.of(symbol.code()))
        .onSuccess(
            all ->
                table(symbol, new Trend(all.get(0), weights), window, bucket)
                    .send(context.request(), format))
        .onFailure(cause -> problems.send(context.request(), cause));
  }

  /** Buckets begin at whole multiples of their length, UTC; the last one is still going on. */
  private Table table(Symbol symbol, Trend trend, int window, int bucket) {
    int now = Series.hourOf(clock.millis());
    int until = (Math.floorDiv(now, bucket) + 1) * bucket;
    double prior = trend.priorMean(until - window);
    List<Map<String, @Nullable Object>> points = new ArrayList<>();
    for (int from = until - window; from < until; from += bucket) {
      points.add(point(from, trend.span(from, from + bucket, prior)));
    }
    Map<String, Object> about = new LinkedHashMap<>();
    about.put("symbol", symbol.code());
    about.put("as_of", Instant.ofEpochMilli(clock.millis()));
    about.put("window", "PT" + window + "H");
    about.put("bucket", "PT" + bucket + "H");
    about.put("prior_mean", prior);
    return new Table(about, "points", HISTORY_COLUMNS, points);
  }

  private static Map<String, @Nullable Object> point(int from, Trend.Span span) {
    Map<String, @Nullable Object> point = new LinkedHashMap<>();
    point.put("at", Instant.ofEpochMilli(Series.millisOf(from)));
    point.put("score", span.score());
    point.put("ci95_low", span.low());
    point.put("ci95_high", span.high());
    point.put("mentions", span.mentions());
    point.put("n_eff", span.number());
    point.put("sources", span.sources());
    return point;
  }

  /** Reads {@code 1h}, {@code 24h} or {@code 7d}. */
  private static int hours(String name, @Nullable String text, int absent, List<Integer> allowed) {
    if (text == null) {
      return absent;
    }
    for (int hours : allowed) {
      if (text.equals(hours + "h") || (hours % 24 == 0 && text.equals(hours / 24 + "d"))) {
        return hours;
      }
    }
    throw new InvalidValueException(
        name,
        text,
        String.join(
            ", ",
            allowed.stream().map(h -> h % 24 == 0 && h > 24 ? h / 24 + "d" : h + "h").toList()));
  }

  void trending(RoutingContext context) {
    Query query = Query.parse(context.request().query(), OF_TRENDING);
    Format format = Format.of(query.get("format"), context.request().headers().get("accept"));
    Board.By by = by(query.get("by"));
    int limit = query.number("limit", 1, 100, 20);
    long nowMillis = clock.millis();
    histories
        .board(nowMillis)
        .onSuccess(
            board -> {
              List<Map<String, @Nullable Object>> rows =
                  board.top(by, limit, nowMillis).stream().map(HistoryHandler::row).toList();
              new Table(Map.of("by", by.toString()), "symbols", TRENDING_COLUMNS, rows)
                  .send(context.request(), format);
            })
        .onFailure(cause -> problems.send(context.request(), cause));
  }

  private static Board.By by(@Nullable String text) {
    if (text == null) {
      return Board.By.MENTIONS;
    }
    try {
      return Board.By.valueOf(text.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidValueException("by", text, "mentions, buzz or change");
    }
  }

  private static Map<String, @Nullable Object> row(Board.Row row) {
    Map<String, @Nullable Object> cells = new LinkedHashMap<>();
    cells.put("symbol", row.symbol());
    cells.put("as_of", Instant.ofEpochMilli(row.atMillis()));
    cells.put("mentions_1h", row.mentions1h());
    cells.put("mentions_24h", row.mentions24h());
    cells.put("buzz_z", row.z());
    cells.put("score", row.score());
    cells.put("change_24h", row.change24h());
    return cells;
  }
}
