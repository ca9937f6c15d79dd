package dev.windsock.config;

import dev.windsock.option.InvalidValueException;
import dev.windsock.option.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Nodes to option records, by reflection over the records' components. Every component must be
 * there, every key must be a component. Goes on after a complaint, so that all of them are told at
 * once. Used once, on one thread.
 */
final class Binder {
  private final List<Violation> violations;

  Binder(List<Violation> violations) {
    this.violations = violations;
  }

  /** Reads a value; null when there was a complaint. */
  @Nullable Object bind(Type type, String name, Node node) {
    Class<?> raw = Schema.raw(type);
    if (raw.isRecord()) {
      return record(raw, node);
    }
    if (raw == List.class) {
      return list(Schema.argument((ParameterizedType) type, 0), name, node);
    }
    if (raw == Map.class) {
      return map(Schema.argument((ParameterizedType) type, 1), name, node);
    }
    if (!Scalars.isScalar(raw)) {
      throw new IllegalStateException(node.path() + " has a type that is not supported: " + type);
    }
    return scalar(raw, name, node);
  }

  /** Complains of what is wrong in a part of a record, without missing what is not there. */
  void checkPart(Class<?> type, Node node) {
    if (!(node instanceof Node.Fields fields)) {
      if (!(node instanceof Node.Leaf leaf && leaf.absent())) {
        refuse(node, node.kind(), "a mapping of the keys " + String.join(", ", names(type)));
      }
      return;
    }
    refuseUnknown(type, fields);
    for (RecordComponent component : type.getRecordComponents()) {
      Node child = fields.nodes().get(component.getName());
      if (child != null && component.getType().isRecord()) {
        checkPart(component.getType(), child);
      } else if (child != null) {
        bind(component.getGenericType(), component.getName(), child);
      }
    }
  }

  private @Nullable Object scalar(Class<?> type, String name, Node node) {
    String allowed = Scalars.allowed(type, name);
    if (!(node instanceof Node.Leaf leaf)) {
      refuse(node, node.kind(), allowed);
      return null;
    }
    Object value = Scalars.parse(type, name, leaf.text());
    if (value == null) {
      refuse(node, leaf.text(), allowed);
    }
    return value;
  }

  private @Nullable Object list(Type element, String name, Node node) {
    if (node instanceof Node.Leaf leaf && leaf.absent()) {
      return List.of();
    }
    if (!(node instanceof Node.Items items)) {
      refuse(node, shown(node, element), "a list, as in [a, b]");
      return null;
    }
    List<Object> bound = new ArrayList<>();
    for (Node item : items.nodes()) {
      Object value = bind(element, name, item);
      if (value != null) {
        bound.add(value);
      }
    }
    return bound.size() == items.nodes().size() ? bound : null;
  }

  private @Nullable Object map(Type element, String name, Node node) {
    if (node instanceof Node.Leaf leaf && leaf.absent()) {
      return Map.of();
    }
    if (!(node instanceof Node.Fields fields)) {
      refuse(node, shown(node, element), "a mapping of keys");
      return null;
    }
    Map<String, Object> bound = new LinkedHashMap<>();
    fields
        .nodes()
        .forEach(
            (key, child) -> {
              Object value = bind(element, name, child);
              if (value != null) {
                bound.put(key, value);
              }
            });
    return bound.size() == fields.nodes().size() ? bound : null;
  }

  private @Nullable Object record(Class<?> type, Node node) {
    if (!(node instanceof Node.Fields fields)) {
      refuse(node, shown(node, type), "a mapping of the keys " + String.join(", ", names(type)));
      return null;
    }
    refuseUnknown(type, fields);
    RecordComponent[] components = type.getRecordComponents();
    @Nullable Object[] values = new @Nullable Object[components.length];
    boolean whole = true;
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      Node child = fields.nodes().get(component.getName());
      if (child == null) {
        violations.add(
            new Violation(
                Node.join(fields.path(), component.getName()),
                "is missing",
                fields.origin(),
                "allowed: " + allowed(component)));
      } else {
        values[i] = bind(component.getGenericType(), component.getName(), child);
      }
      whole &= values[i] != null;
    }
    return whole ? construct(type, values, fields) : null;
  }

  private @Nullable Object construct(Class<?> type, @Nullable Object[] values, Node.Fields node) {
    try {
      Constructor<?> canonical =
          type.getDeclaredConstructor(
              Arrays.stream(type.getRecordComponents())
                  .map(RecordComponent::getType)
                  .toArray(Class<?>[]::new));
      return canonical.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        outOfRange(invalid, type, node);
        return null;
      }
      throw new IllegalStateException(type + " refused its own components", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " is not a record that can be built", e);
    }
  }

  /** The record names the component; the node knows the whole key, the text and the line. */
  private void outOfRange(InvalidValueException invalid, Class<?> type, Node.Fields node) {
    Node culprit = Schema.find(node, invalid.name());
    if (culprit instanceof Node.Leaf leaf && !Schema.holdsSecret(type, invalid.name())) {
      refuse(culprit, leaf.text(), invalid.allowed());
    } else if (culprit != null) {
      refuse(culprit, invalid.value(), invalid.allowed());
    } else {
      violations.add(
          new Violation(
              Node.join(node.path(), invalid.name()),
              "'" + invalid.value() + "' is not allowed",
              node.origin(),
              "allowed: " + invalid.allowed()));
    }
  }

  private void refuseUnknown(Class<?> type, Node.Fields fields) {
    Collection<String> known = names(type);
    fields
        .nodes()
        .forEach(
            (key, node) -> {
              if (!known.contains(key)) {
                unknown(key, node, known);
              }
            });
  }

  /** A key that there is none of. Its value is not shown: it may be a secret under a typo. */
  void unknown(String key, Node node, Collection<String> known) {
    String meant = Nearest.to(key, known);
    violations.add(
        new Violation(
            node.path(),
            "unknown key",
            node.origin(),
            meant == null
                ? "known here: " + String.join(", ", known)
                : "did you mean '" + meant + "'?"));
  }

  private void refuse(Node node, String shown, String allowed) {
    violations.add(Violation.notAllowed(node, shown, allowed));
  }

  private static String shown(Node node, Type element) {
    if (element == Secret.class) {
      return "****";
    }
    return node instanceof Node.Leaf leaf ? leaf.text() : node.kind();
  }

  private static String allowed(RecordComponent component) {
    Class<?> type = component.getType();
    if (type == List.class) {
      return "a list";
    }
    return type == Map.class || type.isRecord()
        ? "a mapping of keys"
        : Scalars.allowed(type, component.getName());
  }

  private static Collection<String> names(Class<?> type) {
    TreeSet<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      names.add(component.getName());
    }
    return names;
  }
}
