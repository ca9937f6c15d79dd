package dev.windsock;

import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Loaded;
import dev.windsock.config.Sources;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks a configuration without starting. */
@Command(
    name = "check-config",
    mixinStandardHelpOptions = true,
    description = "Checks the configuration without starting anything.")
final class CheckConfigCommand implements Callable<Integer> {
  private final Commands commands;
  @Mixin private final ConfigArgs config = new ConfigArgs();

  CheckConfigCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    Sources sources = config.sources(commands.terminal().variables());
    Loaded loaded = ConfigLoader.load(sources);
    commands
        .terminal()
        .out()
        .printf(
            "configuration is valid: %d values, %d providers, %s%n",
            loaded.entries().size(),
            loaded.config().providers().size(),
            sources.file() == null ? "no file but the defaults" : "from " + sources.file());
    return 0;
  }
}
