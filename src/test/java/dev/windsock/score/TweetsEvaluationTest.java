package dev.windsock.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Measures the scorer on labelled tweets, where they are at hand ({@code -Dwindsock.data=folder},
 * or {@code ../shared/data}). A fifth of them, chosen by a hash of the text, was never used for
 * tuning: the floors hold for that part.
 */
class TweetsEvaluationTest {
  private static final Path FILE =
      Path.of(
          System.getProperty("windsock.data", "../shared/data"),
          "twitter_financial_news",
          "train.csv");
  private static final List<String> LABELS = List.of("bearish", "bullish", "neutral");

  /** Counts of [told][found]. */
  private static final class Confusion {
    private final int[][] counts = new int[3][3];
    private double gap;
    private final double[] sure = new double[10];
    private final int[] right = new int[10];
    private final int[] all = new int[10];

    void add(int told, int found, double confidence) {
      counts[told][found]++;
      int bin = Math.min(9, (int) (confidence * 10));
      sure[bin] += confidence;
      all[bin]++;
      right[bin] += told == found ? 1 : 0;
    }

    double f1(int label) {
      int told = 0;
      int found = 0;
      for (int k = 0; k < 3; k++) {
        told += counts[label][k];
        found += counts[k][label];
      }
      return 2.0 * counts[label][label] / Math.max(1, told + found);
    }

    double macro() {
      return (f1(0) + f1(1) + f1(2)) / 3;
    }

    double weighted() {
      double sum = 0;
      int total = 0;
      for (int label = 0; label < 3; label++) {
        int told = counts[label][0] + counts[label][1] + counts[label][2];
        sum += told * f1(label);
        total += told;
      }
      return sum / total;
    }

    double calibrationError() {
      int total = 0;
      gap = 0;
      for (int bin = 0; bin < 10; bin++) {
        gap += Math.abs(sure[bin] - right[bin]);
        total += all[bin];
      }
      return gap / total;
    }

    String line(String name) {
      return String.format(
          Locale.ROOT,
          "%s: macro-F1 %.3f, weighted F1 %.3f, ECE %.3f (bearish %.3f, bullish %.3f, neutral"
              + " %.3f)",
          name,
          macro(),
          weighted(),
          calibrationError(),
          f1(0),
          f1(1),
          f1(2));
    }
  }

  @Test
  void score_financialTweets_reachesFloorOnTextsNeverTunedOn() throws IOException {
    assumeTrue(Files.exists(FILE), "labelled tweets are not at hand");
    Scorer scorer = FinanceScorer.load();
    Confusion held = new Confusion();
    Confusion whole = new Confusion();
    CsvSchema schema = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper().readerForMapOf(String.class).with(schema).readValues(FILE.toFile())) {
      while (rows.hasNext()) {
        Map<String, String> row = rows.next();
        String text = row.getOrDefault("text", "");
        int told = Integer.parseInt(row.getOrDefault("label", ""));
        Score score = scorer.score(text, Target.WHOLE, Hints.NONE);
        int found = LABELS.indexOf(score.label());
        whole.add(told, found, score.confidence());
        if (isHeldOut(text)) {
          held.add(told, found, score.confidence());
        }
      }
    }
    System.out.println(held.line("financial tweets, validation part"));
    System.out.println(whole.line("financial tweets, whole file"));

    assertThat(held.macro()).isGreaterThan(.69);
    assertThat(held.weighted()).isGreaterThan(.76);
    assertThat(held.calibrationError()).isLessThan(.05);
    assertThat(whole.macro()).isGreaterThan(.69);
  }

  private static boolean isHeldOut(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (hash[0] & 0xff) % 5 == 0;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
