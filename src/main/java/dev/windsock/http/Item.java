package dev.windsock.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.windsock.option.InvalidValueException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One item of a body, and its members as they are wanted. What does not fit is an {@link
 * InvalidValueException} that names the member.
 *
 * @param line its line, or its place in the array, counted from 1
 * @param node the object; missing when the item is bad
 * @param bad why the item cannot be read at all, or null
 */
record Item(int line, JsonNode node, @Nullable InvalidValueException bad) {
  static Item of(int line, @Nullable JsonNode node) {
    return node instanceof ObjectNode
        ? new Item(line, node, null)
        : bad(line, new InvalidValueException("line", "no object", "one JSON object"));
  }

  static Item bad(int line, InvalidValueException why) {
    return new Item(line, MissingNode.getInstance(), why);
  }

  /** A text that must be there. */
  String text(String name, int maxLength) {
    String text = textOrNull(name, maxLength);
    if (text == null || text.isBlank()) {
      throw new InvalidValueException(
          name, text == null ? "nothing" : text, "a text of 1 to " + maxLength + " characters");
    }
    return text;
  }

  /** A text that may be left out. */
  @Nullable String textOrNull(String name, int maxLength) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual() || value.textValue().length() > maxLength) {
      throw new InvalidValueException(
          name, shown(value), "a text of at most " + maxLength + " characters");
    }
    return value.textValue();
  }

  /** A text of at most so many characters, none of them a control character. */
  @Nullable String nameOrNull(String name, int maxLength) {
    String text = textOrNull(name, maxLength);
    if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidValueException(name, text, "a text without control characters");
    }
    return text;
  }

  /** Texts that may be left out. */
  List<String> texts(String name, int maxCount, int maxLength) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > maxCount) {
      throw new InvalidValueException(
          name, shown(value), "an array of at most " + maxCount + " texts");
    }
    List<String> texts = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      JsonNode element = value.get(i);
      if (!element.isTextual() || element.textValue().length() > maxLength) {
        throw new InvalidValueException(
            name + "[" + i + "]", shown(element), "a text of at most " + maxLength + " characters");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  /** A finite number of at least 0 that may be left out. */
  @Nullable Double countOrNull(String name) {
    JsonNode value = node.get(name);
    if (value == null || value.isNull()) {
      return null;
    }
    double number = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(number >= 0 && number <= 1e15)) {
      throw new InvalidValueException(name, shown(value), "a number from 0 to 1e15");
    }
    return number;
  }

  private static String shown(JsonNode value) {
    return switch (value.getNodeType()) {
      case ARRAY -> "an array of " + value.size();
      case OBJECT -> "an object";
      case STRING ->
          value.textValue().length() > 200
              ? "a text of " + value.textValue().length() + " characters"
              : value.textValue();
      default -> value.asText();
    };
  }
}
