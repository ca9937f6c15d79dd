package dev.windsock.config;

import dev.windsock.option.Secret;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What keys there are and of what type, read off the option records. Pure. */
final class Schema {
  private Schema() {}

  static Class<?> raw(Type type) {
    return (Class<?>) (type instanceof ParameterizedType generic ? generic.getRawType() : type);
  }

  static Type argument(ParameterizedType type, int index) {
    return type.getActualTypeArguments()[index];
  }

  /** The type of a dotted key; null when there is no such key. */
  static @Nullable Type typeOf(Class<?> root, String path) {
    Type type = root;
    for (String name : path.split("\\.", -1)) {
      type = child(type, name);
      if (type == null) {
        return null;
      }
    }
    return type;
  }

  private static @Nullable Type child(Type type, String name) {
    Class<?> raw = raw(type);
    if (raw == Map.class) {
      return name.isEmpty() ? null : argument((ParameterizedType) type, 1);
    }
    if (raw.isRecord()) {
      for (RecordComponent component : raw.getRecordComponents()) {
        if (component.getName().equals(name)) {
          return component.getGenericType();
        }
      }
    }
    return null;
  }

  /**
   * Every key that a value can be given to, with its type. The names in a map of blocks are those
   * that the given configuration has, in a map of plain values beside {@code path.*}.
   */
  static Map<String, Type> keys(Class<?> root, Node.Fields known) {
    Map<String, Type> keys = new LinkedHashMap<>();
    collect("", root, known, keys);
    return keys;
  }

  private static void collect(
      String path, Type type, @Nullable Node known, Map<String, Type> keys) {
    Class<?> raw = raw(type);
    if (raw.isRecord()) {
      for (RecordComponent component : raw.getRecordComponents()) {
        collect(
            Node.join(path, component.getName()),
            component.getGenericType(),
            at(known, component.getName()),
            keys);
      }
    } else if (raw == Map.class && raw(argument((ParameterizedType) type, 1)).isRecord()) {
      if (known instanceof Node.Fields fields) {
        for (Map.Entry<String, Node> field : fields.nodes().entrySet()) {
          collect(
              Node.join(path, field.getKey()),
              argument((ParameterizedType) type, 1),
              field.getValue(),
              keys);
        }
      }
    } else if (raw == Map.class) {
      Type value = argument((ParameterizedType) type, 1);
      keys.put(path + ".*", value);
      if (known instanceof Node.Fields fields) {
        fields.nodes().keySet().forEach(name -> keys.put(Node.join(path, name), value));
      }
    } else {
      keys.put(path, type);
    }
  }

  private static @Nullable Node at(@Nullable Node node, String name) {
    return node instanceof Node.Fields fields ? fields.nodes().get(name) : null;
  }

  /** The node under a name such as {@code limit} or {@code quotas[0].limit}; null when none. */
  static @Nullable Node find(Node node, String name) {
    Node at = node;
    for (String step : name.replace("[", ".[").split("\\.")) {
      if (at instanceof Node.Fields fields) {
        at = fields.nodes().get(step);
      } else if (at instanceof Node.Items items && step.matches("\\[[0-9]{1,6}]")) {
        int index = Integer.parseInt(step.substring(1, step.length() - 1));
        at = index < items.nodes().size() ? items.nodes().get(index) : null;
      } else {
        return null;
      }
    }
    return at;
  }

  /** Whether a component of a record, or what is in it, is secret. */
  static boolean holdsSecret(Class<?> record, String name) {
    Type type = child(record, name.replaceFirst("[.\\[].*", ""));
    if (!(type instanceof ParameterizedType generic)) {
      return type == Secret.class;
    }
    Type[] arguments = generic.getActualTypeArguments();
    return arguments[arguments.length - 1] == Secret.class;
  }
}
