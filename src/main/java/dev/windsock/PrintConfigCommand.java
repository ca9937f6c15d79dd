package dev.windsock;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.option.InvalidValueException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows the configuration in force. */
@Command(
    name = "print-config",
    mixinStandardHelpOptions = true,
    description = "Prints the effective configuration, secrets masked, each value with its origin.")
final class PrintConfigCommand implements Callable<Integer> {
  private final Commands commands;
  @Mixin private final ConfigArgs config = new ConfigArgs();

  PrintConfigCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    List<Loaded.Entry> entries =
        ConfigLoader.load(config.sources(commands.terminal().variables())).entries();
    int width =
        entries.stream()
            .mapToInt(e -> e.key().length() + e.value().length() + 1)
            .filter(length -> length <= 60)
            .max()
            .orElse(0);
    for (Loaded.Entry entry : entries) {
      String line = entry.key() + "=" + InvalidValueException.printable(entry.value());
      commands
          .terminal()
          .out()
          .println(line + " ".repeat(Math.max(0, width - line.length())) + "  # " + entry.origin());
    }
    return 0;
  }
}
