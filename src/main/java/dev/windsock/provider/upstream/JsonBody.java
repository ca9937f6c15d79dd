package dev.windsock.provider.upstream;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windsock.bus.Json;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads JSON that somebody else wrote: bounded in depth, and nothing in it taken for granted. */
final class JsonBody {
  private static final ObjectReader READER =
      Json.shared().reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private JsonBody() {}

  /** Where JSON comes from. */
  private interface Source {
    JsonNode read() throws IOException;
  }

  /**
   * The root object.
   *
   * @throws ProblemException malformed: broken, too deep, or no object; without a word of the body
   */
  static JsonNode object(dev.windsock.provider.Reply reply) {
    return object(() -> READER.readTree(reply.body().getBytes()));
  }

  /** As {@link #object(dev.windsock.provider.Reply)}, of a message. */
  static JsonNode object(String message) {
    return object(() -> READER.readTree(message));
  }

  private static JsonNode object(Source source) {
    JsonNode root = tree(source);
    if (!root.isObject()) {
      throw malformed("the answer is no JSON object");
    }
    return root;
  }

  /** The elements of the root array of a message. */
  static JsonNode list(String message) {
    JsonNode root = tree(() -> READER.readTree(message));
    if (!root.isArray()) {
      throw malformed("the message is no JSON array");
    }
    return root;
  }

  private static JsonNode tree(Source source) {
    try {
      JsonNode root = source.read();
      return root == null ? MissingNode.getInstance() : root;
    } catch (IOException e) {
      throw malformed("the answer is not JSON, or cut short, or too deep");
    }
  }

  /** An array member; absent and null are no elements. */
  static Iterable<JsonNode> array(JsonNode node, String name) {
    JsonNode array = node.path(name);
    if (array.isArray() || array.isNull() || array.isMissingNode()) {
      return array.isArray() ? array : MissingNode.getInstance();
    }
    throw malformed("'" + name + "' is no array");
  }

  /** As {@link #array}, but it must be there. */
  static Iterable<JsonNode> required(JsonNode node, String name) {
    if (!node.path(name).isArray()) {
      throw malformed("'" + name + "' is missing");
    }
    return node.path(name);
  }

  /** A string or a whole number as text; null for anything else. */
  static @Nullable String text(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isTextual() || value.isIntegralNumber() ? value.asText() : null;
  }

  /** A whole number; null for anything else. */
  static @Nullable Long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
  }

  /** An ISO-8601 date and time with offset, in ms; null for anything else. */
  static @Nullable Long isoMillis(@Nullable String text) {
    if (text == null || text.length() > 40) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }

  static ProblemException malformed(String detail) {
    return new ProblemException(Problem.MALFORMED, detail);
  }
}
