package dev.windsock.bus;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Symbol;
import dev.windsock.sentiment.Term;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.jackson.VertxModule;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Records to JSON and back: snake case, RFC 3339 instants, ISO-8601 durations, enums by their
 * codes, symbols as strings. Depth at most {@value #MAX_DEPTH}. Thread-safe.
 */
public final class Json {
  /** How deep arrays and objects may nest in what is read. */
  public static final int MAX_DEPTH = 64;

  private static final ObjectMapper MAPPER = mapper();

  private Json() {}

  private static ObjectMapper mapper() {
    JsonFactory factory =
        JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(100)
                    .maxStringLength(1 << 20)
                    .build())
            .build();
    SimpleModule domain =
        new SimpleModule()
            .addSerializer(Symbol.class, ToStringSerializer.instance)
            .addDeserializer(Symbol.class, new DomainDeserializers.OfSymbol())
            .addDeserializer(Question.class, new DomainDeserializers.OfQuestion());
    JsonMapper mapper =
        JsonMapper.builder(factory)
            .addModule(new VertxModule())
            .addModule(new JavaTimeModule())
            .addModule(new Jdk8Module())
            .addModule(domain)
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.WRITE_ENUMS_USING_TO_STRING)
            .enable(DeserializationFeature.READ_ENUMS_USING_TO_STRING)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();
    mapper.configOverride(Term.class).setFormat(JsonFormat.Value.forShape(JsonFormat.Shape.ARRAY));
    return mapper;
  }

  /** A configured mapper to derive readers and writers from. Never reconfigure it. */
  public static ObjectMapper shared() {
    return MAPPER;
  }

  /** Writes a value as one line of JSON. */
  public static Buffer write(Object value) {
    try {
      return Buffer.buffer(MAPPER.writeValueAsBytes(value));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
    }
  }

  /**
   * Reads a value.
   *
   * @throws InvalidValueException naming the path to what does not fit
   */
  public static <T> T read(Buffer json, Class<T> type) {
    try {
      return MAPPER.readValue(json.getBytes(), type);
    } catch (IOException e) {
      throw invalid(e);
    }
  }

  /** Converts between records, maps and JSON trees. */
  public static <T> T convert(Object value, Class<T> type) {
    try {
      return MAPPER.convertValue(value, type);
    } catch (IllegalArgumentException e) {
      if (e.getCause() instanceof IOException io) {
        throw invalid(io);
      }
      throw e;
    }
  }

  /**
   * What a caller may be told of JSON that does not fit: where and why, never a class or a stack.
   */
  public static InvalidValueException invalid(IOException e) {
    Throwable cause = e.getCause();
    String path = e instanceof JsonMappingException mapping ? path(mapping) : "body";
    if (cause instanceof InvalidValueException invalid) {
      return path.equals("body") || path.equals(invalid.name())
          ? invalid
          : new InvalidValueException(path, invalid.value(), invalid.allowed());
    }
    if (e instanceof InvalidFormatException format && format.getTargetType().isEnum()) {
      return new InvalidValueException(
          path,
          String.valueOf(format.getValue()),
          Arrays.stream(format.getTargetType().getEnumConstants())
              .map(String::valueOf)
              .collect(Collectors.joining(", ")));
    }
    if (e instanceof JsonProcessingException json) {
      String at =
          json.getLocation() == null
              ? ""
              : " at line "
                  + json.getLocation().getLineNr()
                  + ", column "
                  + json.getLocation().getColumnNr();
      return new InvalidValueException(
          path, firstSentence(json.getOriginalMessage()) + at, "well-formed JSON of that type");
    }
    return new InvalidValueException(path, "unreadable", "well-formed JSON");
  }

  private static String path(JsonMappingException mapping) {
    String path =
        mapping.getPath().stream()
            .map(
                step ->
                    step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "body" : path.replace(".[", "[");
  }

  private static String firstSentence(String message) {
    String plain = message.replaceAll("`?(java|dev|com)\\.[\\w.$]*\\.(\\w+)`?", "$2");
    int end = plain.indexOf(':');
    return end > 0 ? plain.substring(0, end) : plain;
  }

  /** Opens a parser under the same limits. */
  public static JsonParser parser(byte[] json) throws IOException {
    return MAPPER.createParser(json);
  }
}
