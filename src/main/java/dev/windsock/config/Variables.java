package dev.windsock.config;

import dev.windsock.option.Secret;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Environment variables as a layer: {@code WINDSOCK_PROVIDERS_STOCKTWITS_BASEURL} is {@code
 * providers.stocktwits.baseUrl}. A secret may also be named with {@code _FILE}: then the variable
 * holds the path of a file that holds the secret.
 */
final class Variables {
  private static final String PREFIX = "WINDSOCK_";
  private static final String FILE = "_FILE";

  /** Not configuration: what the command line and the launcher read themselves. */
  private static final Set<String> RESERVED =
      Set.of("WINDSOCK_CONFIG", "WINDSOCK_ENV", "WINDSOCK_JAVA_OPTS", "WINDSOCK_LOG");

  /** Kubernetes sets these for every pod near a service that is called windsock. */
  private static final Pattern SERVICE_LINK = Pattern.compile("WINDSOCK_(SERVICE|PORT)(_.*)?");

  private final Map<String, String> variables;
  private final Texts texts;
  private final List<Violation> violations;

  Variables(Map<String, String> variables, Texts texts, List<Violation> violations) {
    this.variables = variables;
    this.texts = texts;
    this.violations = violations;
  }

  /**
   * The layer.
   *
   * @param keys every key there is, with its type
   */
  Node.Fields layer(Map<String, Type> keys) {
    Map<String, String> paths = new HashMap<>();
    keys.keySet().forEach(path -> paths.put(variable(path), path));
    Assigned assigned = new Assigned();
    // Sorted, so that the complaints come in the same order each time.
    new TreeMap<>(variables)
        .forEach(
            (name, value) -> {
              if (name.startsWith(PREFIX)
                  && !RESERVED.contains(name)
                  && !SERVICE_LINK.matcher(name).matches()) {
                read(name, value, paths, keys, assigned);
              }
            });
    return assigned.root();
  }

  private void read(
      String name,
      String value,
      Map<String, String> paths,
      Map<String, Type> keys,
      Assigned assigned) {
    String origin = "variable " + name;
    String path = path(name, paths);
    if (path == null && name.endsWith(FILE)) {
      String target = path(name.substring(0, name.length() - FILE.length()), paths);
      if (target != null) {
        fromFile(name, target, value, keys, assigned);
        return;
      }
    }
    if (path == null) {
      violations.add(unknown(name, paths.keySet()));
      return;
    }
    Node node = texts.node(path, value, type(path, keys), origin, violations);
    if (node != null) {
      assigned.put(path, node);
    }
  }

  private void fromFile(
      String name, String path, String file, Map<String, Type> keys, Assigned assigned) {
    String origin = "variable " + name;
    if (type(path, keys) != Secret.class) {
      violations.add(
          new Violation(
              path, "is not read from a file", origin, "allowed: _FILE for secrets alone"));
      return;
    }
    String text = texts.file(Path.of(file), path, origin, violations);
    if (text != null) {
      assigned.put(path, new Node.Leaf(path, origin, text, false));
    }
  }

  private static @Nullable String path(String name, Map<String, String> paths) {
    String exact = paths.get(name);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, String> open : paths.entrySet()) {
      String prefix = open.getKey();
      if (prefix.endsWith("*") && !name.endsWith(FILE)) {
        String start = prefix.substring(0, prefix.length() - 1);
        if (name.startsWith(start) && name.length() > start.length()) {
          String path = open.getValue();
          return path.substring(0, path.length() - 1)
              + name.substring(start.length()).toLowerCase(Locale.ROOT);
        }
      }
    }
    return null;
  }

  private static @Nullable Type type(String path, Map<String, Type> keys) {
    Type exact = keys.get(path);
    return exact != null ? exact : keys.get(path.replaceFirst("[^.]*$", "*"));
  }

  private static String variable(String path) {
    return PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  private static Violation unknown(String name, Collection<String> known) {
    String meant = Nearest.to(name, known);
    return new Violation(
        name,
        "unknown variable",
        "environment",
        meant == null
            ? "allowed: WINDSOCK_ and a key's parts, as in WINDSOCK_HTTP_PORT"
            : "did you mean '" + meant + "'?");
  }
}
