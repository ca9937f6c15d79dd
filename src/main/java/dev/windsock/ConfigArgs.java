package dev.windsock;

import dev.windsock.config.Sources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where the configuration comes from, the same for every command that needs one. */
final class ConfigArgs {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The configuration file; conf/windsock.yaml where there is one.")
  private @Nullable Path config;

  @Option(
      names = "--env",
      paramLabel = "NAME",
      description = "The environment, as in prod: reads windsock-prod.yaml beside the file.")
  private @Nullable String env;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Sets one value over everything else, as in --set http.port=9090.")
  private List<String> assignments = new ArrayList<>();

  /** The sources, with the command's own assignments under the user's. */
  Sources sources(Map<String, String> variables, String origin, List<String> own) {
    return Sources.of(config, env, variables).with(origin, own).with("--set", assignments);
  }

  /** The sources as the user gave them. */
  Sources sources(Map<String, String> variables) {
    return sources(variables, "", List.of());
  }
}
