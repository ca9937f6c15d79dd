package dev.windsock.score;

import dev.windsock.score.Example.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * Trains the scorer's model and writes it to a file: {@code Train FOLDER MODEL}. The folder is laid
 * out as {@link Corpora} reads it. Prints cross-validated figures inside the training part, figures
 * of training on one corpus and testing on the other, and those of the validation part, which took
 * part in nothing. There is no chance in it, so that running it again writes the same bytes.
 */
public final class Train {
  private static final int FOLDS = 5;

  private final List<Example> examples;
  private final Trainer trainer;

  private Train(List<Example> examples, Trainer trainer) {
    this.examples = examples;
    this.trainer = trainer;
  }

  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      System.err.println("usage: Train FOLDER MODEL");
      System.exit(64);
    }
    Path folder = Path.of(args[0]);
    Trainer trainer = new Trainer(Corpora.words(folder), Regression.Pull.USUAL);
    byte[] model = new Train(Corpora.read(folder), trainer).run();
    Files.write(Path.of(args[1]), model);
    System.out.println("wrote " + model.length + " bytes");
  }

  private byte[] run() {
    System.out.println("cross-validation inside the training part:");
    Report folds = new Report();
    List<double[]> logits = new ArrayList<>();
    for (int fold = 0; fold < FOLDS; fold++) {
      int out = fold;
      Model model = model(e -> !e.isHeldOut() && e.fold() != out, 1);
      test(model, e -> !e.isHeldOut() && e.fold() == out, folds, logits);
    }
    folds.print(System.out);
    double sharpness = sharpness(logits);
    System.out.printf(Locale.ROOT, "sharpness %.3f%n", sharpness);

    System.out.println("trained without headlines, on headlines:");
    cross(Corpus.HEADLINES, sharpness);
    System.out.println("trained without financial tweets, on financial tweets:");
    cross(Corpus.TWEETS, sharpness);

    System.out.println("validation part:");
    ModelParts parts =
        trainer.train(examples.stream().filter(e -> !e.isHeldOut()).toList(), sharpness);
    Report held = new Report();
    test(parts.model(), Example::isHeldOut, held, new ArrayList<>());
    held.print(System.out);
    return ModelFile.write(parts);
  }

  private void cross(Corpus other, double sharpness) {
    Report report = new Report();
    Model model = model(e -> !e.isHeldOut() && e.corpus() != other, sharpness);
    test(model, e -> !e.isHeldOut() && e.corpus() == other, report, new ArrayList<>());
    report.print(System.out);
  }

  private Model model(Predicate<Example> part, double sharpness) {
    return trainer.train(examples.stream().filter(part).toList(), sharpness).model();
  }

  private void test(Model model, Predicate<Example> part, Report report, List<double[]> logits) {
    Scorer scorer = FinanceScorer.of(model);
    for (Example example : examples) {
      if (part.test(example)) {
        Score score = scorer.score(example.text(), example.target(), Hints.NONE);
        report.add(example, score);
        if (example.label() >= 0 && score.neutral() > 0) {
          logits.add(
              new double[] {
                StrictMath.log(score.negative() / score.neutral()),
                0,
                StrictMath.log(score.positive() / score.neutral()),
                example.label()
              });
        }
      }
    }
  }

  /** What to multiply logits by to make what was left out the likeliest. */
  private static double sharpness(List<double[]> logits) {
    double best = 1;
    double least = Double.POSITIVE_INFINITY;
    for (int step = 50; step <= 200; step++) {
      double loss = loss(logits, step / 100.0);
      if (loss < least) {
        least = loss;
        best = step / 100.0;
      }
    }
    return best;
  }

  private static double loss(List<double[]> logits, double times) {
    double loss = 0;
    for (double[] row : logits) {
      double total = 1 + StrictMath.exp(row[0] * times) + StrictMath.exp(row[2] * times);
      loss += StrictMath.log(total) - row[(int) row[3]] * times;
    }
    return loss;
  }
}
