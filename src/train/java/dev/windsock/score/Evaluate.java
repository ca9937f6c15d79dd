package dev.windsock.score;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Judges the scorer that ships: {@code Evaluate [--whole] FOLDER_OR_FILE...}. A folder is laid out
 * as {@link Corpora} reads it; of it, the validation part counts unless {@code --whole} is given. A
 * file has the form of one of those corpora, whatever its name, and counts as a whole: texts that
 * nobody here ever saw can be tried so. Prints F1, calibration error, correlation and speed.
 */
public final class Evaluate {
  private static final int ROUNDS = 5;

  private Evaluate() {}

  public static void main(String[] args) throws IOException {
    boolean whole = List.of(args).contains("--whole");
    List<Example> examples = new ArrayList<>();
    for (String arg : args) {
      Path path = Path.of(arg);
      if (Files.isDirectory(path)) {
        Corpora.read(path).stream().filter(e -> whole || e.isHeldOut()).forEach(examples::add);
      } else if (!arg.startsWith("--")) {
        examples.addAll(Corpora.readFile(path));
      }
    }
    if (examples.isEmpty()) {
      System.err.println("usage: Evaluate [--whole] FOLDER_OR_FILE...");
      System.exit(64);
    }
    Scorer scorer = FinanceScorer.load();
    Report report = new Report();
    for (Example example : examples) {
      report.add(example, scorer.score(example.text(), example.target(), Hints.NONE));
    }
    report.print(System.out);
    speed(scorer, examples, Hints.NONE, "texts");
    speed(scorer, examples, Hints.EXPLAIN, "texts with explanation");
  }

  private static void speed(Scorer scorer, List<Example> examples, Hints hints, String what) {
    // The time that the thread had a processor: what else the machine does is not counted.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double best = 0;
    long chars = examples.stream().mapToLong(example -> example.text().length()).sum();
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadCpuTime();
      for (Example example : examples) {
        scorer.score(example.text(), example.target(), hints);
      }
      long nanos = threads.getCurrentThreadCpuTime() - before;
      best = Math.max(best, examples.size() * 1e9 / nanos);
    }
    System.out.printf(
        Locale.ROOT,
        "  %.0f %s a second of one core, %d characters on average%n",
        best,
        what,
        chars / examples.size());
  }
}
