package dev.windsock;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windsock.bus.Json;
import dev.windsock.score.Score;
import dev.windsock.sentiment.Term;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes scores to the terminal. Single-threaded. */
final class ScorePrinter {
  private static final int TEXT_WIDTH = 80;

  private final Terminal terminal;
  private final Format format;
  private final boolean explain;
  private long bullish;
  private long neutral;
  private long bearish;

  ScorePrinter(Terminal terminal, Format format, boolean explain) {
    this.terminal = terminal;
    this.format = format;
    this.explain = explain;
  }

  /** Writes what stands before the first score. */
  void header() {
    if (format == Format.CSV) {
      terminal
          .out()
          .println(
              "id,score,label,confidence,negative,neutral,positive,relevance"
                  + (explain ? ",terms" : ""));
    } else if (format == Format.TABLE) {
      terminal.out().println(" SCORE  LABEL    CONF  TEXT");
    }
  }

  /** Writes one score. */
  void print(TextSource.Text text, Score score) {
    switch (score.label()) {
      case "bullish" -> bullish++;
      case "bearish" -> bearish++;
      default -> neutral++;
    }
    switch (format) {
      case JSON -> terminal.out().println(json(text, score));
      case CSV -> terminal.out().println(csv(text, score));
      case TABLE -> table(text, score);
    }
  }

  /** Writes how many there were, where it is not in the way of the results. */
  void summary(int bad) {
    long all = bullish + neutral + bearish;
    if (all + bad > 1) {
      terminal
          .err()
          .printf(
              Locale.ROOT,
              "%d scored: %d bullish, %d neutral, %d bearish%s%n",
              all,
              bullish,
              neutral,
              bearish,
              bad == 0 ? "" : "; " + bad + " lines could not be read");
    }
  }

  private void table(TextSource.Text text, Score score) {
    String line =
        String.format(
            Locale.ROOT,
            "%+6.2f  %-8s %4.2f  %s",
            score.value(),
            score.label(),
            score.confidence(),
            Cells.line(text.text(), TEXT_WIDTH));
    terminal.out().println(line);
    if (explain && !score.terms().isEmpty()) {
      terminal.out().println("                       " + terms(score));
    }
  }

  private static String json(TextSource.Text text, Score score) {
    ObjectNode node = Json.shared().createObjectNode();
    node.put("id", text.id());
    node.put("score", rounded(score.value()));
    node.put("label", score.label());
    node.put("confidence", rounded(score.confidence()));
    ArrayNode probabilities = node.putArray("probabilities");
    probabilities
        .add(rounded(score.negative()))
        .add(rounded(score.neutral()))
        .add(rounded(score.positive()));
    node.put("relevance", rounded(score.relevance()));
    if (!score.terms().isEmpty()) {
      ArrayNode terms = node.putArray("terms");
      for (Term term : score.terms()) {
        terms.addArray().add(term.text()).add(rounded(term.weight()));
      }
    }
    return node.toString();
  }

  private String csv(TextSource.Text text, Score score) {
    return String.format(
            Locale.ROOT,
            "%s,%.4f,%s,%.4f,%.4f,%.4f,%.4f,%.4f",
            Cells.csv(text.id()),
            score.value(),
            score.label(),
            score.confidence(),
            score.negative(),
            score.neutral(),
            score.positive(),
            score.relevance())
        + (explain ? "," + Cells.csv(terms(score)) : "");
  }

  private static String terms(Score score) {
    return score.terms().stream()
        .map(term -> term.text() + String.format(Locale.ROOT, " %+.2f", term.weight()))
        .collect(Collectors.joining("; "));
  }

  private static double rounded(double value) {
    return Math.round(value * 10_000) / 10_000.0;
  }
}
