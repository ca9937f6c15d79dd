package dev.windsock;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The service against live upstreams. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Runs the service against live upstreams.")
final class ServeCommand implements Callable<Integer> {
  private final Commands commands;
  @Mixin private final ConfigArgs config = new ConfigArgs();

  ServeCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    return new Running(commands).serve(config.sources(commands.terminal().variables()), false);
  }
}
