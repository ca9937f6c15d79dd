package dev.windsock.config;

import dev.windsock.option.InvalidValueException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * YAML to {@link Node}s, by the composer alone: no tag is resolved and no scalar converted, so a
 * file can neither build objects nor surprise with {@code on}, {@code 0123} or {@code 1.10}.
 * Bounded: {@value #MAX_CHARACTERS} characters, {@value #MAX_DEPTH} levels, {@value #MAX_NODES}
 * values with aliases written out. Not to be shared between reads.
 */
final class YamlReader {
  static final int MAX_CHARACTERS = 1 << 20;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NODES = 20_000;

  private final String source;
  private final boolean lines;
  private final List<Violation> violations;
  private int read;

  /**
   * @param source where the text comes from, for messages
   * @param lines whether a line number says more than the source alone
   * @param violations takes the complaints
   */
  YamlReader(String source, boolean lines, List<Violation> violations) {
    this.source = source;
    this.lines = lines;
    this.violations = violations;
  }

  /** Reads the one document in a text; null when there is nothing in it or it is no YAML. */
  @Nullable Node read(String path, String text) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_CHARACTERS);
    options.setNestingDepthLimit(MAX_DEPTH);
    options.setMaxAliasesForCollections(50);
    try {
      org.yaml.snakeyaml.nodes.Node root =
          new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
      return root == null ? null : convert(path, root, 0);
    } catch (MarkedYAMLException e) {
      // The exception's own message quotes the file, and with it perhaps a secret.
      int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
      int column = e.getProblemMark() == null ? 0 : e.getProblemMark().getColumn() + 1;
      String where = lines ? source + ":" + line : source;
      violations.add(
          new Violation(
              path.isEmpty() ? source : path,
              "is not YAML: " + plain(e.getProblem()),
              where + ", column " + column,
              "allowed: well-formed YAML"));
    } catch (YAMLException e) {
      violations.add(
          new Violation(
              path.isEmpty() ? source : path,
              "is not usable YAML: " + plain(e.getMessage()),
              source,
              "allowed: one YAML document of at most "
                  + MAX_CHARACTERS
                  + " characters, "
                  + MAX_DEPTH
                  + " levels and "
                  + MAX_NODES
                  + " values"));
    }
    return null;
  }

  private static String plain(@Nullable String problem) {
    String text = problem == null ? "unreadable" : problem;
    int end = text.indexOf('\n');
    return InvalidValueException.printable(end < 0 ? text : text.substring(0, end));
  }

  private Node convert(String path, org.yaml.snakeyaml.nodes.Node yaml, int depth) {
    if (depth > MAX_DEPTH || ++read > MAX_NODES) {
      throw new YAMLException("too deep or too large once its aliases are written out");
    }
    String origin = origin(yaml);
    if (yaml instanceof MappingNode mapping) {
      return new Node.Fields(path, origin, fields(path, mapping, depth));
    }
    if (yaml instanceof SequenceNode sequence) {
      List<Node> items = new ArrayList<>();
      for (org.yaml.snakeyaml.nodes.Node item : sequence.getValue()) {
        items.add(convert(path + "[" + items.size() + "]", item, depth + 1));
      }
      return new Node.Items(path, origin, items);
    }
    ScalarNode scalar = (ScalarNode) yaml;
    String text = scalar.getValue();
    boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
    boolean absent = plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    return new Node.Leaf(path, origin, absent ? "" : text, absent);
  }

  private Map<String, Node> fields(String path, MappingNode mapping, int depth) {
    Map<String, Node> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        violations.add(
            new Violation(
                path.isEmpty() ? source : path,
                "a list or mapping stands as a key",
                origin(tuple.getKeyNode()),
                "allowed: plain names as keys"));
        continue;
      }
      String name = key.getValue();
      String at = Node.join(path, name);
      Node earlier = fields.get(name);
      if (earlier != null) {
        violations.add(
            new Violation(
                at,
                "stands there twice",
                origin(key),
                "allowed: each key once; first at " + earlier.origin()));
        continue;
      }
      fields.put(name, convert(at, tuple.getValueNode(), depth + 1));
    }
    return fields;
  }

  private String origin(org.yaml.snakeyaml.nodes.Node yaml) {
    return lines ? source + ":" + (yaml.getStartMark().getLine() + 1) : source;
  }
}
