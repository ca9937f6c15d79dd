package dev.windsock.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which keys differ between two configurations, by value: {@code 60s} and {@code 1m} are the same.
 * A list counts as one key. Pure.
 */
public final class ConfigDiff {
  private ConfigDiff() {}

  /** The keys that differ, in the order of the configuration. */
  public static List<String> keys(Config before, Config after) {
    List<String> keys = new ArrayList<>();
    compare("", before, after, keys);
    return keys;
  }

  private static void compare(
      String path, @Nullable Object before, @Nullable Object after, List<String> keys) {
    if (Objects.equals(before, after)) {
      return;
    }
    if (before instanceof Record a && after instanceof Record b && a.getClass() == b.getClass()) {
      for (RecordComponent component : a.getClass().getRecordComponents()) {
        compare(
            Node.join(path, component.getName()), value(component, a), value(component, b), keys);
      }
    } else if (before instanceof Map<?, ?> a && after instanceof Map<?, ?> b) {
      Set<Object> names = new LinkedHashSet<>(a.keySet());
      names.addAll(b.keySet());
      for (Object name : names) {
        compare(Node.join(path, name.toString()), a.get(name), b.get(name), keys);
      }
    } else {
      keys.add(path);
    }
  }

  private static @Nullable Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }
}
