package dev.windsock.cache;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.windsock.bus.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiPredicate;

/**
 * Values as JSON: records, enums, instants, optionals, collections and exact decimals. Thread-safe.
 *
 * @param <V> an immutable value
 */
public final class JsonCodec<V> implements Codec<V> {
  private static final int MAX_PATH_STEPS = 16;

  /** How deep a value may be; what is deeper is refused when it is written. */
  private static final int MAX_DEPTH = 500;

  private final ObjectReader reader;
  private final ObjectWriter writer;
  private final BiPredicate<V, V> same;

  /** A codec for one type. */
  public JsonCodec(Class<V> type) {
    this(type, Object::equals);
  }

  /**
   * A codec for one type.
   *
   * @param same whether a refreshed value brings nothing new; see {@link Codec#same}
   */
  public JsonCodec(Class<V> type, BiPredicate<V, V> same) {
    JsonFactory factory = trusting();
    // Decimals of untyped values stay exact; typed ones are anyway.
    this.reader =
        Json.shared()
            .readerFor(type)
            .with(factory)
            .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    this.writer = Json.shared().writer().with(factory);
    this.same = same;
  }

  /**
   * What was written is read back whole: the limits for what strangers send would make a long text
   * or number that was stored a miss for ever.
   */
  private static JsonFactory trusting() {
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .build())
        .streamWriteConstraints(StreamWriteConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
        .build();
  }

  @Override
  public boolean same(V earlier, V later) {
    return same.test(earlier, later);
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
