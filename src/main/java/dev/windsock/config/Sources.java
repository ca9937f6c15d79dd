package dev.windsock.config;

import dev.windsock.option.InvalidValueException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a configuration is read from, lowest first: the defaults inside the jar, a file, the
 * overlay of an environment, variables, assignments. Decided once, at start: a file that was there
 * then must be there at a reload too. Immutable.
 *
 * @param file the configuration file; null to do with the defaults inside the jar
 * @param overlay the overlay of the environment; null for none
 * @param overlayResource the overlay inside the jar, where there are no files at all; null for none
 * @param variables the process's environment
 * @param assignments what was assigned by hand, each over the one before
 */
public record Sources(
    @Nullable Path file,
    @Nullable Path overlay,
    @Nullable String overlayResource,
    Map<String, String> variables,
    List<Assignment> assignments) {
  /** The file that is read when none is named, where there is one. */
  public static final Path DEFAULT_FILE = Path.of("conf/windsock.yaml");

  private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

  public Sources {
    variables = Map.copyOf(variables);
    assignments = List.copyOf(assignments);
  }

  /**
   * One value assigned by hand.
   *
   * @param text {@code key=value}
   * @param origin who says so, as in {@code --set}
   */
  public record Assignment(String text, String origin) {}

  /**
   * The sources of a start from the command line.
   *
   * @param config the file, or null for {@code WINDSOCK_CONFIG} or {@link #DEFAULT_FILE}
   * @param env the environment's name, or null for {@code WINDSOCK_ENV} or none
   * @param variables the process's environment
   * @throws InvalidValueException when the environment's name is none
   */
  public static Sources of(
      @Nullable Path config, @Nullable String env, Map<String, String> variables) {
    String named = variables.getOrDefault("WINDSOCK_CONFIG", "");
    Path file = config != null ? config : named.isEmpty() ? null : Path.of(named);
    if (file == null && Files.exists(DEFAULT_FILE)) {
      file = DEFAULT_FILE;
    }
    String environment = env != null ? env : variables.getOrDefault("WINDSOCK_ENV", "");
    if (environment.isEmpty()) {
      return new Sources(file, null, null, variables, List.of());
    }
    if (!ENVIRONMENT.matcher(environment).matches()) {
      throw new InvalidValueException(
          "env", environment, "1 to 32 letters, digits, - or _, as in prod");
    }
    if (file == null) {
      return new Sources(null, null, "windsock-" + environment + ".yaml", variables, List.of());
    }
    String name = String.valueOf(file.getFileName()).replaceFirst("\\.ya?ml$", "");
    Path overlay = file.resolveSibling(name + "-" + environment + ".yaml");
    return new Sources(file, overlay, null, variables, List.of());
  }

  /** The same with more assignments on top. */
  public Sources with(String origin, List<String> texts) {
    List<Assignment> all = new ArrayList<>(assignments);
    texts.forEach(text -> all.add(new Assignment(text, origin)));
    return new Sources(file, overlay, overlayResource, variables, all);
  }
}
