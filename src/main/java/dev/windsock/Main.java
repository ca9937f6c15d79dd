package dev.windsock;

import dev.windsock.config.ConfigException;
import dev.windsock.monitor.Build;
import dev.windsock.option.InvalidValueException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;

/** The command line. */
@Command(
    name = "windsock",
    description = "A reactive sentiment gateway for financial symbols.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    footer = "%nTry it without keys, Redis or network: windsock demo")
public final class Main {
  private Main() {}

  /** Runs one command and exits with its code. */
  public static void main(String[] args) {
    Stopping stopping = Stopping.onSignal();
    int code = run(args, Main::services, Terminal.system(), stopping);
    stopping.done(code);
    System.exit(code);
  }

  private static Services services() {
    return new Composition();
  }

  static int run(String[] args, Supplier<Services> services, Terminal terminal, Stopping stopping) {
    Commands commands = new Commands(services, terminal, stopping);
    CommandLine line =
        new CommandLine(new Main())
            .addSubcommand(new DemoCommand(commands))
            .addSubcommand(new ServeCommand(commands))
            .addSubcommand(new GetCommand(commands))
            .addSubcommand(new ScoreCommand(commands))
            .addSubcommand(new CheckConfigCommand(commands))
            .addSubcommand(new PrintConfigCommand(commands))
            .addSubcommand(new LabCommand(commands));
    line.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF));
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::misused);
    line.setExecutionExceptionHandler((e, failed, parsed) -> explain(e, terminal));
    int code = args.length == 0 ? usage(line) : line.execute(args);
    terminal.out().flush();
    return code;
  }

  private static int usage(CommandLine line) {
    line.usage(line.getErr());
    return CommandException.USAGE;
  }

  private static int misused(ParameterException e, String[] args) {
    PrintWriter err = e.getCommandLine().getErr();
    err.println("windsock: " + InvalidValueException.printable(String.valueOf(e.getMessage())));
    err.println(
        "Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' for help.");
    return CommandException.USAGE;
  }

  /** One line for each thing that is wrong; never a stack trace. */
  private static int explain(Exception e, Terminal terminal) {
    if (e instanceof ConfigException invalid) {
      invalid.violations().forEach(violation -> terminal.err().println(violation));
      return CommandException.BAD_CONFIG;
    }
    if (e instanceof InvalidValueException) {
      terminal.err().println(e.getMessage());
      return CommandException.USAGE;
    }
    if (e instanceof CommandException told) {
      terminal.err().println(told.getMessage());
      return told.exitCode();
    }
    LoggerFactory.getLogger(Main.class).debug("the command failed", e);
    String reason = InvalidValueException.printable(String.valueOf(e.getMessage()));
    terminal.err().println("windsock: " + reason + " (WINDSOCK_LOG=debug tells more)");
    return CommandException.FAULT;
  }

  /** Says which build this is. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      Build build = Build.load();
      return new String[] {"windsock " + build.version() + " (Java " + build.java() + ")"};
    }
  }
}
