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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Measures the scorer on labelled texts, where they are at hand ({@code -Dwindsock.data=folder}, or
 * {@code ../shared/data}). A fifth of them, chosen by a hash of the text, was never used for
 * training or tuning: the floors hold for that part.
 */
class TweetsEvaluationTest {
  private static final Path FOLDER = Path.of(System.getProperty("windsock.data", "../shared/data"));
  private static final Path TWEETS = FOLDER.resolve("twitter_financial_news/train.csv");
  private static final Path HEADLINES = FOLDER.resolve("sentfin/titles.csv");
  private static final Path TALK = FOLDER.resolve("vader/tweets_GroundTruth.txt");
  private static final Pattern DECISION =
      Pattern.compile("[\"'](.+?)[\"']: [\"'](positive|negative|neutral)[\"']");
  private static final List<String> POLARITIES = List.of("negative", "positive", "neutral");
  private static final Scorer SCORER = FinanceScorer.load();
  private static final List<String> LABELS = List.of("bearish", "bullish", "neutral");

  /** Counts of [told][found]. */
  private static final class Confusion {
    private final int[][] counts = new int[3][3];
    private double gap;
    private final double[] sure = new double[10];
    private final int[] right = new int[10];
    private final int[] all = new int[10];

    void add(int told, Score score) {
      int found = LABELS.indexOf(score.label());
      double confidence = score.confidence();
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

    double accuracy() {
      int right = 0;
      int total = 0;
      for (int told = 0; told < 3; told++) {
        right += counts[told][told];
        total += counts[told][0] + counts[told][1] + counts[told][2];
      }
      return right / (double) Math.max(1, total);
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
          "%s: macro-F1 %.3f, weighted F1 %.3f, accuracy %.3f, ECE %.3f (bearish %.3f, bullish %.3f, neutral"
              + " %.3f)",
          name,
          macro(),
          weighted(),
          accuracy(),
          calibrationError(),
          f1(0),
          f1(1),
          f1(2));
    }
  }

  @Test
  void score_financialTweets_reachesFloorOnTextsNeverTunedOn() throws IOException {
    assumeTrue(Files.exists(TWEETS), "labelled tweets are not at hand");
    Confusion held = new Confusion();
    for (Map<String, String> row : rows(TWEETS)) {
      String text = row.getOrDefault("text", "");
      if (isHeldOut(text)) {
        int told = Integer.parseInt(row.getOrDefault("label", ""));
        held.add(told, SCORER.score(text, Target.WHOLE, Hints.NONE));
      }
    }
    System.out.println(held.line("financial tweets, validation part"));

    assertThat(held.macro()).isGreaterThan(.775);
    assertThat(held.weighted()).isGreaterThan(.83);
    assertThat(held.calibrationError()).isLessThan(.03);
  }

  @Test
  void score_headlines_reachesFloorOnTextsNeverTunedOn() throws IOException {
    assumeTrue(Files.exists(HEADLINES), "labelled headlines are not at hand");
    Confusion single = new Confusion();
    Confusion differing = new Confusion();
    for (Map<String, String> row : rows(HEADLINES)) {
      String title = row.getOrDefault("Title", "");
      if (!isHeldOut(title)) {
        continue;
      }
      Map<String, String> decisions = new LinkedHashMap<>();
      Matcher decision = DECISION.matcher(row.getOrDefault("Decisions", ""));
      while (decision.find()) {
        decisions.put(decision.group(1), decision.group(2));
      }
      for (Map.Entry<String, String> each : decisions.entrySet()) {
        Set<String> others = new LinkedHashSet<>(decisions.keySet());
        others.remove(each.getKey());
        Target target = new Target(List.of(each.getKey()), List.copyOf(others));
        Score score = SCORER.score(title, target, Hints.NONE);
        int told = POLARITIES.indexOf(each.getValue());
        if (decisions.size() == 1) {
          single.add(told, score);
        } else if (new HashSet<>(decisions.values()).size() > 1) {
          differing.add(told, score);
        }
      }
    }
    System.out.println(single.line("headlines of one entity, validation part"));
    System.out.println(differing.line("headlines of several that differ, validation part"));

    assertThat(single.macro()).isGreaterThan(.84);
    assertThat(single.calibrationError()).isLessThan(.03);
    assertThat(differing.accuracy()).isGreaterThan(.745);
  }

  @Test
  void score_generalTweets_agreesWithHumanRatings() throws IOException {
    assumeTrue(Files.exists(TALK), "rated tweets are not at hand");
    List<double[]> pairs = new ArrayList<>();
    for (String line : Files.readString(TALK).split("\n")) {
      String[] part = line.split("\t", 3);
      String text = part.length == 3 ? part[2].strip().replace("&amp;", "&") : "";
      if (part.length == 3 && isHeldOut(text)) {
        double value = SCORER.score(text, Target.WHOLE, Hints.NONE).value();
        pairs.add(new double[] {value, Double.parseDouble(part[1])});
      }
    }
    double correlation = correlation(pairs);
    System.out.printf(Locale.ROOT, "general tweets, validation part: r %.3f%n", correlation);

    assertThat(correlation).isGreaterThan(.80);
  }

  private static double correlation(List<double[]> pairs) {
    double meanX = pairs.stream().mapToDouble(pair -> pair[0]).average().orElse(0);
    double meanY = pairs.stream().mapToDouble(pair -> pair[1]).average().orElse(0);
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (double[] pair : pairs) {
      xx += (pair[0] - meanX) * (pair[0] - meanX);
      yy += (pair[1] - meanY) * (pair[1] - meanY);
      xy += (pair[0] - meanX) * (pair[1] - meanY);
    }
    return xy / Math.sqrt(xx * yy);
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    CsvSchema schema = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper().readerForMapOf(String.class).with(schema).readValues(file.toFile())) {
      return rows.readAll();
    }
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
