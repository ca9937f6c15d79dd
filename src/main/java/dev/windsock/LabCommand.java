package dev.windsock;

import dev.windsock.lab.LabOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The simulated upstreams alone. */
@Command(
    name = "lab",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the simulated upstreams alone, for tests of one's own.",
      "Each stands in for its provider's base URL, as in",
      "WINDSOCK_PROVIDERS_YAHOO_BASEURL=http://127.0.0.1:8081/yahoo"
    })
final class LabCommand implements Callable<Integer> {
  private final Commands commands;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8081",
      description = "The port to listen on; 0 takes any free one. Default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--limit",
      paramLabel = "PROVIDER=CALLS/WINDOW",
      description = {
        "Judges a provider by this limit in place of its published ones, as in yahoo=1/10s.",
        "May be given several times; all limits of one provider hold at once."
      })
  private List<String> limits = List.of();

  LabCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    if (port < 0 || port > 65_535) {
      throw new CommandException(
          CommandException.USAGE, "--port: '" + port + "' is not allowed; allowed: 0 to 65535");
    }
    LabOptions options = LimitArg.options(limits);
    Services.Service lab =
        Await.result(
            commands.services().get().startLab(port, options), Duration.ofSeconds(30), "starting");
    return new Running(commands)
        .run(lab, "http://127.0.0.1:" + lab.port(), " (simulated upstreams)");
  }
}
