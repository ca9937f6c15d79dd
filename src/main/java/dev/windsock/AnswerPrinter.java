package dev.windsock;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Writes answers, as the service gave them, to the terminal. */
final class AnswerPrinter {
  private static final List<String> COLUMNS =
      List.of(
          "symbol",
          "as_of",
          "window",
          "status",
          "score",
          "label",
          "ci_low",
          "ci_high",
          "confidence",
          "n_posts",
          "n_eff",
          "age_s",
          "stale",
          "simulated");

  private final Terminal terminal;
  private final Format format;

  AnswerPrinter(Terminal terminal, Format format) {
    this.terminal = terminal;
    this.format = format;
  }

  /** Writes what stands before the first answer. */
  void header() {
    if (format == Format.CSV) {
      terminal.out().println(String.join(",", COLUMNS));
    } else if (format == Format.TABLE) {
      terminal.out().println(row("SYMBOL", "SCORE", "LABEL", "95 %", "CONF", "POSTS", "STATUS"));
    }
  }

  /** Writes one answer. */
  void print(JsonNode answer) {
    switch (format) {
      case JSON -> terminal.out().println(answer);
      case CSV -> terminal.out().println(csv(answer));
      case TABLE -> table(answer);
    }
  }

  private void table(JsonNode answer) {
    JsonNode interval = answer.path("ci95");
    String range =
        interval.isArray() ? signed(interval.path(0)) + " … " + signed(interval.path(1)) : "–";
    String status = answer.path("status").asText();
    if (answer.path("simulated").asBoolean()) {
      status += " (simulated)";
    }
    String line =
        row(
            answer.path("symbol").asText(),
            signed(answer.path("score")),
            answer.path("label").asText("–").replace("null", "–"),
            range,
            String.format(Locale.ROOT, "%.2f", answer.path("confidence").asDouble()),
            answer.path("n_posts").asText("0"),
            status);
    terminal.out().println(coloured(line, answer.path("label").asText()));
    for (JsonNode source : answer.path("sources")) {
      if (!source.path("status").asText().equals("ok")) {
        String retry =
            source.path("retry_at").isTextual()
                ? ", again at " + source.path("retry_at").asText()
                : "";
        terminal
            .out()
            .println(
                Cells.line(
                    "          "
                        + source.path("id").asText()
                        + ": "
                        + source.path("status").asText()
                        + retry,
                    100));
      }
    }
  }

  private String coloured(String line, String label) {
    if (!terminal.colours()) {
      return line;
    }
    String colour =
        switch (label) {
          case "bullish" -> "\u001b[32m";
          case "bearish" -> "\u001b[31m";
          case "mixed" -> "\u001b[33m";
          default -> "";
        };
    return colour.isEmpty() ? line : colour + line + "\u001b[0m";
  }

  private static String signed(JsonNode number) {
    return number.isNumber() ? String.format(Locale.ROOT, "%+.2f", number.asDouble()) : "–";
  }

  private static String row(String... cells) {
    return String.format(
            Locale.ROOT,
            "%-9s %6s  %-8s %16s  %5s %6s  %s",
            Arrays.stream(cells).map(c -> Cells.line(c, 30)).toArray())
        .stripTrailing();
  }

  private static String csv(JsonNode answer) {
    List<String> cells = new ArrayList<>();
    for (String column : COLUMNS) {
      JsonNode value =
          switch (column) {
            case "ci_low" -> answer.path("ci95").path(0);
            case "ci_high" -> answer.path("ci95").path(1);
            default -> answer.path(column);
          };
      String text = value.isNull() ? "" : value.asText();
      cells.add(value.isTextual() ? Cells.csv(text) : text);
    }
    return String.join(",", cells);
  }
}
