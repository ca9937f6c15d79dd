package dev.windsock;

import dev.windsock.config.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole service with nothing around it. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the whole service on http://127.0.0.1:8080 with no key, no Redis and no network.",
      "The real clients ask simulated upstreams; every answer says so."
    })
final class DemoCommand implements Callable<Integer> {
  /** What nobody has to have installed or wants left behind. */
  static final List<String> SETTINGS = List.of("redis.mode=none", "quota.dataDir=");

  private final Commands commands;
  @Mixin private final ConfigArgs config = new ConfigArgs();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "The port to listen on; 0 takes any free one.")
  private @Nullable Integer port;

  /** For the launcher, which notes the classes that a start loads. */
  @Option(names = "--rehearse", hidden = true, description = "Answers one question and ends.")
  private boolean rehearse;

  DemoCommand(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Integer call() {
    List<String> own = new ArrayList<>(SETTINGS);
    if (port != null) {
      own.add("http.port=" + port);
    }
    if (rehearse) {
      own.addAll(List.of("http.port=0", "http.drainGrace=0s"));
    }
    Sources sources = config.sources(commands.terminal().variables(), "demo", own);
    Running running = new Running(commands);
    return rehearse ? running.rehearse(sources) : running.serve(sources, true);
  }
}
