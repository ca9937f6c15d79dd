package dev.windsock.cache;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * About how many bytes of heap a value takes, by walking it: what JSON can write is a tree of
 * records, lists, maps, texts and numbers. As on a JVM of 64 bits with compressed references (heaps
 * up to 32 GB); objects are padded to eight bytes. What a JVM shares counts as nothing: constants
 * of an enumeration, booleans. Thread-safe.
 */
final class HeapSize {
  private static final int HEADER = 12;
  private static final int ARRAY_HEADER = 16;
  private static final int REFERENCE = 4;
  private static final int NUMBER = 24;
  private static final int MAP_ENTRY = 40;

  /** Of what is none of the known kinds: a few fields. */
  private static final int OTHER = 48;

  /** A record type: what one takes itself, and where it refers to. */
  private record Shape(long own, List<Method> references) {}

  private static final ClassValue<Shape> SHAPES =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return shape(type);
        }
      };

  private HeapSize() {}

  static long of(@Nullable Object value) {
    if (value == null || value instanceof Boolean || value instanceof Enum<?>) {
      return 0;
    }
    if (value instanceof String text) {
      return NUMBER + padded(ARRAY_HEADER + (latin(text) ? 1L : 2L) * text.length());
    }
    if (value instanceof Long || value instanceof Double) {
      return NUMBER;
    }
    if (value instanceof Number number && number.getClass().getPackageName().equals("java.lang")) {
      return padded(HEADER + 4);
    }
    if (value instanceof byte[] bytes) {
      return padded(ARRAY_HEADER + bytes.length);
    }
    if (value instanceof Record) {
      return record(value);
    }
    if (value instanceof Optional<?> optional) {
      return optional.map(inner -> 16 + of(inner)).orElse(0L);
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    return value instanceof Collection<?> collection ? collection(collection) : OTHER;
  }

  private static long collection(Collection<?> collection) {
    // The smallest of the immutable ones need no array.
    int size = collection.size();
    long bytes =
        size == 0 ? 0 : size <= 2 ? 24 : 24 + padded(ARRAY_HEADER + (long) REFERENCE * size);
    for (Object element : collection) {
      bytes += of(element);
    }
    return bytes;
  }

  private static long map(Map<?, ?> map) {
    long bytes = 56 + padded(ARRAY_HEADER + 2L * REFERENCE * Math.max(8, map.size()));
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      bytes += MAP_ENTRY + of(entry.getKey()) + of(entry.getValue());
    }
    return bytes;
  }

  private static long record(Object value) {
    Shape shape = SHAPES.get(value.getClass());
    long bytes = shape.own;
    try {
      for (Method reference : shape.references) {
        bytes += of(reference.invoke(value));
      }
    } catch (IllegalAccessException | InvocationTargetException e) {
      return bytes + OTHER;
    }
    return bytes;
  }

  private static Shape shape(Class<?> type) {
    long own = HEADER;
    List<Method> references = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Class<?> of = component.getType();
      if (of == long.class || of == double.class) {
        own += 8;
      } else if (of.isPrimitive()) {
        own +=
            of == boolean.class || of == byte.class
                ? 1
                : of == short.class || of == char.class ? 2 : 4;
      } else {
        own += REFERENCE;
        if (component.getAccessor().trySetAccessible()) {
          references.add(component.getAccessor());
        } else {
          own += OTHER;
        }
      }
    }
    return new Shape(padded(own), List.copyOf(references));
  }

  private static boolean latin(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  private static long padded(long bytes) {
    return (bytes + 7) & ~7L;
  }
}
