package dev.windsock.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.windsock.bus.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Values as JSON: records, enums, instants, optionals, collections and exact decimals. Thread-safe.
 *
 * @param <V> an immutable value
 */
public final class JsonCodec<V> implements Codec<V> {
  private static final int MAX_PATH_STEPS = 16;

  private final ObjectReader reader;
  private final ObjectWriter writer;

  /** A codec for one type. */
  public JsonCodec(Class<V> type) {
    // Decimals of untyped values stay exact; typed ones are anyway.
    this.reader =
        Json.shared().readerFor(type).with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    this.writer = Json.shared().writer();
  }

  @Override
  public byte[] encode(V value) {
    try {
      return writer.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UnserializableException(
          value.getClass().getSimpleName(), path(e), reason(e.getOriginalMessage()));
    }
  }

  @Override
  public V decode(byte[] bytes) {
    try {
      return reader.readValue(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long heapBytes(V value, int encodedBytes) {
    return HeapSize.of(value);
  }

  private static String path(JsonProcessingException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "the value itself";
    }
    StringBuilder path = new StringBuilder();
    List<JsonMappingException.Reference> steps = mapping.getPath();
    for (JsonMappingException.Reference step :
        steps.subList(0, Math.min(MAX_PATH_STEPS, steps.size()))) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.length() == 0 ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static String reason(String message) {
    int end = message.indexOf('(');
    return end > 0 ? message.substring(0, end).strip() : message;
  }
}
