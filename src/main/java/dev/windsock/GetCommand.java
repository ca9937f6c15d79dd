package dev.windsock;

import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.config.ConfigLoader;
import dev.windsock.config.Sources;
import dev.windsock.sentiment.Symbol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks for the mood on some symbols. */
@Command(
    name = "get",
    mixinStandardHelpOptions = true,
    description = {
      "Asks for the mood on symbols.",
      "Without --url it asks http://127.0.0.1:8080, and starts a service of its own when nobody",
      "answers there."
    })
final class GetCommand implements Callable<Integer> {
  private static final String LOCAL = "http://127.0.0.1:8080";
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Commands commands;
  @Mixin private final ConfigArgs config = new ConfigArgs();

  @Parameters(arity = "1..*", paramLabel = "SYMBOL", description = "As in AAPL, BRK.B, BTC-USD.")
  private List<String> symbols = new ArrayList<>();

  @Option(names = "--url", paramLabel = "URL", description = "The service to ask.")
  private @Nullable String url;

  @Option(names = "--watch", description = "Asks again every five seconds until stopped.")
  private boolean watch;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "table, json (one answer a line) or csv. Default: ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  GetCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    Logs.quiet();
    List<String> wanted = symbols.stream().map(Symbol::parse).map(Symbol::code).distinct().toList();
    AnswerClient client = new AnswerClient(url == null ? LOCAL : url);
    if (url != null || client.isThere()) {
      return print(client, wanted);
    }
    Sources sources =
        config
            .sources(commands.terminal().variables(), "get", List.of("http.drainGrace=0s"))
            .with("get", List.of("http.host=127.0.0.1", "http.port=0"));
    Running running = new Running(commands);
    Services.Service service = running.start(sources, ConfigLoader.load(sources), false);
    try {
      return print(new AnswerClient("http://127.0.0.1:" + service.port()), wanted);
    } finally {
      Running.stop(service.stop());
    }
  }

  private int print(AnswerClient client, List<String> wanted) {
    AnswerPrinter printer = new AnswerPrinter(commands.terminal(), format);
    if (!watch) {
      List<JsonNode> answers = client.ask(wanted);
      printer.header();
      answers.forEach(printer::print);
      return 0;
    }
    CompletableFuture<Void> asked = commands.stopping().asked();
    boolean first = true;
    do {
      List<JsonNode> answers = client.ask(wanted);
      if (commands.terminal().outIsTerminal() && format == Format.TABLE) {
        commands.terminal().out().print("\u001b[H\u001b[2J");
        first = true;
      }
      if (first) {
        printer.header();
        first = false;
      }
      answers.forEach(printer::print);
      commands.terminal().out().flush();
    } while (!Await.stop(asked, PAUSE));
    return 0;
  }
}
