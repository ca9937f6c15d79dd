package dev.windsock.config;

import dev.windsock.option.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists the values of a configuration, secrets masked. Pure. */
final class Entries {
  private final List<Loaded.Entry> entries = new ArrayList<>();

  private Entries() {}

  /** Every value under a node, in the order of the record's components. */
  static List<Loaded.Entry> of(Class<?> type, Node root) {
    Entries list = new Entries();
    list.walk("", type, root);
    return list.entries;
  }

  private void walk(String path, Type type, @Nullable Node node) {
    Class<?> raw = Schema.raw(type);
    if (node instanceof Node.Leaf leaf) {
      boolean secret = type == Secret.class && !leaf.text().isEmpty();
      add(path, secret ? "****" : Violation.withoutUserInfo(leaf.text()), node);
    } else if (node instanceof Node.Items items) {
      Type element = Schema.argument((ParameterizedType) type, 0);
      if (items.nodes().isEmpty()) {
        add(path, "[]", node);
      }
      for (int i = 0; i < items.nodes().size(); i++) {
        walk(path + "[" + i + "]", element, items.nodes().get(i));
      }
    } else if (node instanceof Node.Fields fields && raw == Map.class) {
      Type element = Schema.argument((ParameterizedType) type, 1);
      if (fields.nodes().isEmpty()) {
        add(path, "{}", node);
      }
      fields.nodes().forEach((name, child) -> walk(Node.join(path, name), element, child));
    } else if (node instanceof Node.Fields fields) {
      for (RecordComponent component : raw.getRecordComponents()) {
        walk(
            Node.join(path, component.getName()),
            component.getGenericType(),
            fields.nodes().get(component.getName()));
      }
    }
  }

  private void add(String path, String value, Node node) {
    entries.add(new Loaded.Entry(path, value, node.origin()));
  }
}
