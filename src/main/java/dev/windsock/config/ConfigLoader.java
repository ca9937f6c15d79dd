package dev.windsock.config;

import dev.windsock.provider.ProviderOptions;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a configuration from its sources, or says everything that is wrong with them. */
public final class ConfigLoader {
  private static final String DEFAULTS = "windsock.yaml";

  private final Texts texts = new Texts();
  private final List<Violation> violations = new ArrayList<>();

  private ConfigLoader() {}

  /**
   * Reads, merges and checks. Blocks: never on an event loop.
   *
   * @throws ConfigException with every complaint, when there is one
   */
  public static Loaded load(Sources sources) {
    return new ConfigLoader().read(sources);
  }

  private Loaded read(Sources sources) {
    Node.Fields defaults = defaults();
    Node.Fields merged = defaults;
    if (sources.file() != null) {
      merged = over(merged, file(sources.file()));
    }
    if (sources.overlay() != null) {
      merged = over(merged, file(sources.overlay()));
    }
    if (sources.overlayResource() != null) {
      merged = over(merged, overlayResource(sources.overlayResource()));
    }
    Map<String, Type> keys = Schema.keys(Config.class, merged);
    Variables variables = new Variables(sources.variables(), texts, violations);
    merged = over(merged, variables.layer(keys));
    for (Sources.Assignment assignment : sources.assignments()) {
      merged = over(merged, assigned(assignment));
    }
    return bind(merged, defaults);
  }

  private Loaded bind(Node.Fields merged, Node.Fields defaults) {
    Binder binder = new Binder(violations);
    refuseUnknownProviders(binder, merged, defaults);
    Node shared = Schema.find(merged, "providers." + Layers.DEFAULTS);
    if (shared != null) {
      binder.checkPart(ProviderOptions.class, shared);
    }
    Node.Fields effective = Layers.spreadDefaults(merged);
    Object config = binder.bind(Config.class, "", effective);
    // What is wrong in the defaults of the providers would be told once for each of them.
    Map<String, Violation> once = new LinkedHashMap<>();
    violations.forEach(violation -> once.putIfAbsent(violation.toString(), violation));
    if (config == null || !once.isEmpty()) {
      throw new ConfigException(List.copyOf(once.values()));
    }
    Set<Path> files = new LinkedHashSet<>(texts.files());
    return new Loaded((Config) config, Entries.of(Config.class, effective), files);
  }

  private static Node.Fields over(Node.Fields lower, @Nullable Node upper) {
    return upper == null ? lower : (Node.Fields) Layers.merge(lower, upper);
  }

  private static Node.Fields defaults() {
    List<Violation> broken = new ArrayList<>();
    String text = Texts.resource(DEFAULTS);
    Node node =
        text == null ? null : new YamlReader("defaults " + DEFAULTS, true, broken).read("", text);
    if (node instanceof Node.Fields fields && broken.isEmpty()) {
      return fields;
    }
    throw new IllegalStateException("the jar's own conf/" + DEFAULTS + " is broken: " + broken);
  }

  private @Nullable Node file(Path file) {
    String name = file.toString();
    String text = texts.file(file, name, "configuration file", violations);
    return text == null ? null : document(name, text);
  }

  private @Nullable Node overlayResource(String name) {
    String text = Texts.resource(name);
    if (text == null) {
      violations.add(
          new Violation(
              name, "does not exist", "environment's overlay", "allowed: a file beside --config"));
      return null;
    }
    return document("defaults " + name, text);
  }

  private @Nullable Node document(String name, String text) {
    if (text.isBlank()) {
      // A file cut short by whoever is writing it must not count as one that wants every default.
      violations.add(new Violation(name, "is empty", "file", "allowed: keys, or a comment alone"));
      return null;
    }
    Node node = new YamlReader(name, true, violations).read("", text);
    if (node == null || node instanceof Node.Fields) {
      return node;
    }
    violations.add(
        new Violation(name, "holds " + node.kind(), node.origin(), "allowed: a mapping of keys"));
    return null;
  }

  private @Nullable Node assigned(Sources.Assignment assignment) {
    String text = assignment.text();
    int equals = text.indexOf('=');
    if (equals < 1) {
      // The text is not shown: it may be a secret.
      violations.add(
          new Violation(assignment.origin(), "has no key", "command line", "allowed: key=value"));
      return null;
    }
    String path = text.substring(0, equals).strip();
    Type type = Schema.typeOf(Config.class, path);
    Node node = texts.node(path, text.substring(equals + 1), type, assignment.origin(), violations);
    if (node == null) {
      return null;
    }
    Assigned assigned = new Assigned();
    assigned.put(path, node);
    return assigned.root();
  }

  private static void refuseUnknownProviders(
      Binder binder, Node.Fields merged, Node.Fields defaults) {
    if (Schema.find(merged, "providers") instanceof Node.Fields blocks
        && Schema.find(defaults, "providers") instanceof Node.Fields known) {
      blocks
          .nodes()
          .forEach(
              (id, block) -> {
                if (!known.nodes().containsKey(id)) {
                  binder.unknown(id, block, known.nodes().keySet());
                }
              });
    }
  }
}
