package dev.windsock;

import dev.windsock.option.InvalidValueException;
import dev.windsock.score.Hints;
import dev.windsock.score.Scorer;
import dev.windsock.score.Target;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Scores text offline. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    description = {
      "Scores text offline: lines, CSV with a text column, or NDJSON with a text member.",
      "What each line is, is seen from the file's name or its first line. Lines that cannot be",
      "read are named and left out."
    })
final class ScoreCommand implements Callable<Integer> {
  private static final int MAX_COMPLAINTS = 20;

  private final Commands commands;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "The file; - for standard input.")
  private String file = "-";

  @Option(
      names = "--target",
      paramLabel = "SYMBOL",
      description = "What the score is about: a ticker, or a name.")
  private @Nullable String target;

  @Option(
      names = "--input",
      paramLabel = "KIND",
      description = "lines, csv or ndjson, when it cannot be seen.")
  private TextSource.@Nullable Kind input;

  @Option(
      names = "--text-column",
      paramLabel = "NAME",
      defaultValue = "text",
      description = "The CSV column that holds the text. Default: ${DEFAULT-VALUE}.")
  private String column = "text";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json (one object a line) or csv. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Option(names = "--explain", description = "Adds the terms that moved each score.")
  private boolean explain;

  ScoreCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() throws IOException {
    Logs.quiet();
    Services services = commands.services().get();
    Scorer scorer = services.scorer();
    ScorePrinter printer = new ScorePrinter(commands.terminal(), format, explain);
    long size = file.equals("-") ? 0 : size(Path.of(file));
    try (InputStream in = open();
        TextSource texts = TextSource.open(in, file, input, column)) {
      ProgressBar bar = new ProgressBar(commands.terminal(), size);
      printer.header();
      int bad = 0;
      for (TextSource.Text text = texts.next(); text != null; text = texts.next()) {
        String problem = text.problem();
        if (problem != null) {
          complain(bad++, text.line(), problem);
        } else {
          Target about =
              services
                  .directory()
                  .target(text.target() == null ? target : text.target(), text.entities());
          printer.print(
              text, scorer.score(text.text(), about, explain ? Hints.EXPLAIN : Hints.NONE));
        }
        bar.at(texts.bytesRead());
      }
      bar.done();
      printer.summary(bad);
      return bad == 0 ? 0 : CommandException.BAD_INPUT;
    }
  }

  private void complain(int earlier, long line, String problem) {
    if (earlier < MAX_COMPLAINTS) {
      commands
          .terminal()
          .err()
          .println("line " + line + ": " + InvalidValueException.printable(problem));
    } else if (earlier == MAX_COMPLAINTS) {
      commands.terminal().err().println("further lines that cannot be read are only counted");
    }
  }

  private InputStream open() throws IOException {
    return new BufferedInputStream(
        file.equals("-") ? System.in : Files.newInputStream(Path.of(file)), 1 << 16);
  }

  private static long size(Path path) {
    try {
      if (Files.isRegularFile(path)) {
        return Files.size(path);
      }
      throw new NoSuchFileException(path.toString());
    } catch (IOException e) {
      throw new CommandException(
          CommandException.NO_INPUT,
          "FILE: '"
              + InvalidValueException.printable(path.toString())
              + "' cannot be read; allowed: a readable file, or - for standard input");
    }
  }
}
