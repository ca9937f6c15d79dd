package dev.windsock.http;

import dev.windsock.answer.Rendered;
import dev.windsock.sentiment.Answer;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers as CSV (RFC 4180): flat, one row a symbol, the same columns always, so that a table
 * program reads a URL in one line. Text that such a program would take for a formula is guarded by
 * an apostrophe.
 */
final class CsvAnswers {
  private static final String HEADER =
      "symbol,as_of,window,status,score,label,ci95_low,ci95_high,confidence,n_posts,n_eff,"
          + "bullish,neutral,bearish,change_1h,change_24h,change_7d,mentions,buzz_z,authors,"
          + "stale,age_s,simulated,sources,warnings\r\n";

  private CsvAnswers() {}

  static Buffer write(List<Rendered> answers) {
    StringBuilder csv = new StringBuilder(HEADER);
    answers.forEach(answer -> csv.append(row(answer.answer())).append("\r\n"));
    return Buffer.buffer(csv.toString());
  }

  private static String row(Answer answer) {
    List<String> cells = new ArrayList<>();
    cells.add(text(answer.symbol()));
    cells.add(text(answer.asOf().toString()));
    cells.add(text(answer.window().toString()));
    cells.add(text(answer.status().toString()));
    cells.add(number(answer.score()));
    cells.add(answer.label() == null ? "" : text(answer.label().toString()));
    List<Double> interval = answer.ci95();
    cells.add(number(interval == null ? null : interval.get(0)));
    cells.add(number(interval == null ? null : interval.get(1)));
    cells.add(number(answer.confidence()));
    cells.add(number(answer.nPosts()));
    cells.add(number(answer.nEff()));
    Answer.Distribution shares = answer.distribution();
    cells.add(number(shares == null ? null : shares.bullish()));
    cells.add(number(shares == null ? null : shares.neutral()));
    cells.add(number(shares == null ? null : shares.bearish()));
    cells.add(number(answer.change().get("1h")));
    cells.add(number(answer.change().get("24h")));
    cells.add(number(answer.change().get("7d")));
    cells.add(number(answer.buzz().mentions()));
    cells.add(number(answer.buzz().z()));
    cells.add(number(answer.buzz().authors()));
    cells.add(Boolean.toString(answer.stale()));
    cells.add(number(answer.ageS()));
    cells.add(Boolean.toString(answer.simulated()));
    cells.add(
        text(
            answer.sources().stream()
                .map(source -> source.id() + ":" + source.status())
                .collect(Collectors.joining(" "))));
    cells.add(text(String.join(" ", answer.warnings())));
    return String.join(",", cells);
  }

  private static String number(@Nullable Number value) {
    return value == null ? "" : value.toString();
  }

  /** Guarded and quoted as far as needed. */
  static String text(String value) {
    String cell = value;
    if (!cell.isEmpty() && "=+-@\t\r".indexOf(cell.charAt(0)) >= 0) {
      cell = '\'' + cell;
    }
    boolean plain = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}
