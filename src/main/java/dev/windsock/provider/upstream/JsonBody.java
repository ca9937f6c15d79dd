package dev.windsock.provider.upstream;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.windsock.bus.Json;
import dev.windsock.provider.Reply;
import dev.windsock.sentiment.Problem;
import dev.windsock.sentiment.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads JSON that somebody else wrote: bounded in depth, and nothing in it taken for granted. */
final class JsonBody {
  private static final ObjectReader STRICT =
      Json.shared().reader().without(StreamReadFeature.STRICT_DUPLICATE_DETECTION);

  private static final ObjectReader LENIENT =
      STRICT
          .with(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .with(JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER);

  private JsonBody() {}

  /**
   * The root object.
   *
   * @throws ProblemException malformed: broken, too deep, or no object; without a word of the body
   */
  static JsonNode object(Reply reply) {
    return object(read(STRICT, reply));
  }

  /** As {@link #object(Reply)}, but illegal escapes and control characters are let pass. */
  static JsonNode lenient(Reply reply) {
    return object(read(LENIENT, reply));
  }

  /** As {@link #object(Reply)}, of a message. */
  static JsonNode object(String message) {
    return object(read(message));
  }

  /** The elements of the root array of a message. Fails as {@link #object(Reply)} does. */
  static JsonNode list(String message) {
    JsonNode root = read(message);
    if (!root.isArray()) {
      throw malformed("the message is no JSON array");
    }
    return root;
  }

  private static JsonNode read(String message) {
    try {
      JsonNode root = STRICT.readTree(message);
      return root == null ? MissingNode.getInstance() : root;
    } catch (IOException e) {
      throw malformed("the message is not JSON, or cut short, or too deep");
    }
  }

  private static JsonNode object(JsonNode root) {
    if (!root.isObject()) {
      throw malformed("the answer is no JSON object");
    }
    return root;
  }

  /** The root where it is an array. Fails as {@link #object(Reply)} does. */
  static Iterable<JsonNode> list(Reply reply) {
    JsonNode root = read(STRICT, reply);
    if (!root.isArray()) {
      throw malformed("the answer is no JSON array");
    }
    return objects(root, "the answer");
  }

  private static JsonNode read(ObjectReader reader, Reply reply) {
    JsonNode root;
    try {
      root = reader.readTree(reply.body().getBytes());
    } catch (IOException e) {
      throw malformed("the answer is not JSON, or cut short, or too deep");
    }
    return root == null ? MissingNode.getInstance() : root;
  }

  /** An array of which most are no objects is not the one that was agreed on. */
  private static JsonNode objects(JsonNode array, String name) {
    int objects = 0;
    for (JsonNode item : array) {
      objects += item.isObject() ? 1 : 0;
    }
    if (2 * objects < array.size()) {
      throw malformed(name + " holds something else than objects");
    }
    return array;
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
    return objects(node.path(name), "'" + name + "'");
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

  /** A number, or a number in a string; null for anything else, NaN and infinities included. */
  static @Nullable Double decimal(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isNumber()) {
      return Double.isFinite(value.doubleValue()) ? value.doubleValue() : null;
    }
    String text = value.isTextual() ? value.textValue() : "";
    return text.matches("-?[0-9]{1,15}(\\.[0-9]{1,18})?") ? Double.valueOf(text) : null;
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
