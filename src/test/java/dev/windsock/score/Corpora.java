package dev.windsock.score;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.windsock.score.Example.Corpus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the corpora from a folder that is laid out as its README says. */
final class Corpora {
  /** Ratings of so much, of the 4 that the scale goes to, are as good as certain. */
  private static final double FULL_RATING = 3;

  private static final Pattern DECISION =
      Pattern.compile("[\"'](.+?)[\"']: [\"'](positive|negative|neutral)[\"']");

  /** The first line of a file of labels about targets. */
  private static final String TARGETED = "label\ttarget\ttext";

  private static final String WHOLE = "-";

  /** A rating up to so much, of 1, says nothing clear. */
  private static final double CLEAR = .15;

  private Corpora() {}

  /** All rated texts of a folder, in the order of its files. */
  static List<Example> read(Path folder) throws IOException {
    List<Example> examples = new ArrayList<>();
    examples.addAll(tweets(folder.resolve("twitter_financial_news/train.csv")));
    examples.addAll(headlines(folder.resolve("sentfin/titles.csv")));
    Path vader = folder.resolve("vader");
    examples.addAll(rated(vader.resolve("tweets_GroundTruth.txt"), Corpus.TALK));
    examples.addAll(rated(vader.resolve("amazonReviewSnippets_GroundTruth.txt"), Corpus.PRODUCTS));
    examples.addAll(rated(vader.resolve("movieReviewSnippets_GroundTruth.txt"), Corpus.FILMS));
    return examples;
  }

  /** All texts of a folder of files with labels about targets, in the order of their names. */
  static List<Example> invented(Path folder) throws IOException {
    List<Example> examples = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        examples.addAll(targeted(Files.readString(file)));
      }
    }
    return examples;
  }

  /** The rated texts of one file in the form of any corpus, as its first line tells. */
  static List<Example> readFile(Path file) throws IOException {
    String first;
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      first = String.valueOf(reader.readLine());
    }
    if (first.equals(TARGETED)) {
      return targeted(Files.readString(file));
    }
    if (first.contains("\t")) {
      return rated(file, Corpus.TALK);
    }
    return first.contains("Decisions") ? headlines(file) : tweets(file);
  }

  /** Rows of {@code text,label}; 0 is bearish, 1 bullish, 2 neutral; the words will do as well. */
  static List<Example> tweets(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (Map<String, String> row : rows(file)) {
      int label = label(row.getOrDefault("label", ""));
      String text = row.getOrDefault("text", "");
      examples.add(Example.labelled(Corpus.TWEETS, text, Target.WHOLE, label, false, false));
    }
    return examples;
  }

  /** Rows of {@code Title,Decisions}: a polarity for each entity that the title names. */
  static List<Example> headlines(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (Map<String, String> row : rows(file)) {
      String title = row.getOrDefault("Title", "");
      Map<String, String> decisions = new LinkedHashMap<>();
      Matcher decision = DECISION.matcher(row.getOrDefault("Decisions", ""));
      while (decision.find()) {
        decisions.put(decision.group(1), decision.group(2));
      }
      Map<String, Integer> labels = new LinkedHashMap<>();
      decisions.forEach((entity, polarity) -> labels.put(entity, label(polarity)));
      examples.addAll(aboutEach(Corpus.HEADLINES, title, labels));
    }
    return examples;
  }

  /**
   * Lines of label, target and text, between tabs, below a line that says so. The label is negative
   * or positive where it is beyond ±{@value #CLEAR}; a text as a whole has no target but {@value
   * #WHOLE}; lines of the same text are of the entities that it names.
   */
  static List<Example> targeted(String lines) {
    Map<String, Map<String, Integer>> byText = new LinkedHashMap<>();
    for (String line : lines.split("\n")) {
      String[] part = line.split("\t", 3);
      if (part.length == 3 && !line.equals(TARGETED)) {
        double rating = Double.parseDouble(part[0]);
        int label =
            rating > CLEAR ? Model.POSITIVE : rating < -CLEAR ? Model.NEGATIVE : Model.NEUTRAL;
        byText.computeIfAbsent(part[2], text -> new LinkedHashMap<>()).put(part[1], label);
      }
    }
    List<Example> examples = new ArrayList<>();
    byText.forEach((text, labels) -> examples.addAll(aboutEach(Corpus.INVENTED, text, labels)));
    return examples;
  }

  /** A text with its label for each entity that it names. */
  private static List<Example> aboutEach(Corpus corpus, String text, Map<String, Integer> labels) {
    boolean mixed = new HashSet<>(labels.values()).size() > 1;
    boolean opposed = labels.containsValue(Model.POSITIVE) && labels.containsValue(Model.NEGATIVE);
    List<Example> examples = new ArrayList<>();
    labels.forEach(
        (entity, label) -> {
          Set<String> others = new LinkedHashSet<>(labels.keySet());
          others.remove(entity);
          Target target =
              entity.equals(WHOLE)
                  ? Target.WHOLE
                  : new Target(List.of(entity), List.copyOf(others));
          examples.add(Example.labelled(corpus, text, target, label, mixed, opposed));
        });
    return examples;
  }

  private static int label(String polarity) {
    return switch (polarity) {
      case "positive", "bullish", "1" -> Model.POSITIVE;
      case "negative", "bearish", "0" -> Model.NEGATIVE;
      default -> Model.NEUTRAL;
    };
  }

  /** Lines of number, mean rating from −4 to 4, and text, between tabs. */
  static List<Example> rated(Path file, Corpus corpus) throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readString(file).split("\n")) {
      String[] part = line.split("\t", 3);
      if (part.length == 3) {
        double rating = Double.parseDouble(part[1]) / FULL_RATING;
        examples.add(Example.rated(corpus, part[2].strip().replace("&amp;", "&"), rating));
      }
    }
    return examples;
  }

  /** Words and their mean ratings. */
  static Map<String, Double> words(Path folder) throws IOException {
    Map<String, Double> words = new LinkedHashMap<>();
    for (String line : Files.readString(folder.resolve("vader/vader_lexicon.txt")).split("\n")) {
      String[] part = line.split("\t");
      if (part.length > 1) {
        words.putIfAbsent(part[0], Double.parseDouble(part[1]));
      }
    }
    return words;
  }

  private static List<Map<String, String>> rows(Path file) throws IOException {
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(file.toFile())) {
      return rows.readAll();
    }
  }
}
