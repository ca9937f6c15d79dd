package dev.windsock.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration that cannot be used, with everything that is wrong with it. Stackless: it
 * describes input, not a fault of the program.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Violation> violations;

  /** With at least one violation. */
  public ConfigException(List<Violation> violations) {
    super(
        violations.stream().map(Violation::toString).collect(Collectors.joining("\n")),
        null,
        false,
        false);
    this.violations = List.copyOf(violations);
  }

  /** Everything that is wrong, in the order of the configuration. */
  public List<Violation> violations() {
    return violations;
  }
}
