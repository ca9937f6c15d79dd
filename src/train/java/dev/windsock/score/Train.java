package dev.windsock.score;

import dev.windsock.score.Example.Corpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Trains the scorer's model and writes it to a file: {@code Train [--held-out] FOLDER TEXTS MODEL}.
 * The folder is laid out as {@link Corpora} reads it; the texts are this project's own, {@code
 * src/train/texts}. Prints cross-validated figures inside the training part, and figures of
 * training on one corpus and testing on the other. Those of the held-out part, which takes part in
 * nothing, come only with {@code --held-out}: choices are made without them. There is no chance in
 * it, so that running it again writes the same bytes.
 */
public final class Train {
  private static final int FOLDS = 5;

  /** How often the training part is cut into folds; one draw alone is a coarse measure. */
  private static final int DRAWS = 3;

  private final List<Example> examples;
  private final Trainer trainer;
  private final Lexicon lexicon = Lexicon.load("lexicon.txt");

  private Train(List<Example> examples, Trainer trainer) {
    this.examples = examples;
    this.trainer = trainer;
  }

  public static void main(String[] args) throws IOException {
    boolean showHeldOut = args.length == 4 && args[0].equals("--held-out");
    if (args.length != (showHeldOut ? 4 : 3)) {
      System.err.println("usage: Train [--held-out] FOLDER TEXTS MODEL");
      System.exit(64);
    }
    Path folder = Path.of(args[args.length - 3]);
    List<Example> examples = new ArrayList<>(Corpora.read(folder));
    examples.addAll(Corpora.invented(Path.of(args[args.length - 2])));
    Trainer trainer = new Trainer(Corpora.words(folder), Regression.Pull.USUAL);
    byte[] model = new Train(examples, trainer).run(showHeldOut);
    Files.write(Path.of(args[args.length - 1]), model);
    System.out.println("wrote " + model.length + " bytes");
  }

  private byte[] run(boolean showHeldOut) {
    System.out.println("cross-validation inside the training part, " + DRAWS + " draws:");
    Calibration.Fit fit = new Calibration.Fit();
    Report folds = new Report();
    for (int draw = 0; draw < DRAWS; draw++) {
      for (int fold = 0; fold < FOLDS; fold++) {
        int which = draw;
        int out = fold;
        Model model = model(e -> e.fold(which) != out, Calibration.NONE);
        test(model, e -> !e.isHeldOut() && e.fold(which) == out, folds, fit);
      }
    }
    folds.print(System.out);
    Calibration calibration = fit.best();
    System.out.println(calibration);

    System.out.println("trained without headlines, on headlines:");
    cross(Corpus.HEADLINES, calibration);
    System.out.println("trained without financial tweets, on financial tweets:");
    cross(Corpus.TWEETS, calibration);

    ModelParts parts = trainer.train(training(e -> true), calibration);
    if (showHeldOut) {
      System.out.println("held-out part:");
      Report held = new Report();
      test(parts.model(), Example::isHeldOut, held, new Calibration.Fit());
      held.print(System.out);
    }
    return ModelFile.write(parts);
  }

  private void cross(Corpus other, Calibration calibration) {
    Report report = new Report();
    Model model = model(e -> e.corpus() != other, calibration);
    test(model, e -> !e.isHeldOut() && e.corpus() == other, report, new Calibration.Fit());
    report.print(System.out);
  }

  private Model model(Predicate<Example> part, Calibration calibration) {
    return trainer.train(training(part), calibration).model();
  }

  /** A part of what may be trained on. */
  private List<Example> training(Predicate<Example> part) {
    return examples.stream().filter(e -> !e.isHeldOut()).filter(part).toList();
  }

  private void test(
      Model model, Predicate<Example> part, Report report, Calibration.Fit calibration) {
    Scorer scorer = FinanceScorer.of(model);
    Analysis analysis = new Analysis(lexicon, model.valences());
    for (Example example : examples) {
      if (part.test(example)) {
        Score score = scorer.score(example.text(), example.target(), Hints.NONE);
        analysis.open(example.text(), example.target());
        report.add(example, score);
        calibration.add(example, score, analysis.setting());
      }
    }
  }
}
