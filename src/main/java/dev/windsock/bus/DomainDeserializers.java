package dev.windsock.bus;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.windsock.option.InvalidValueException;
import dev.windsock.sentiment.Question;
import dev.windsock.sentiment.Symbol;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the domain's own types are read from JSON that somebody else wrote. */
final class DomainDeserializers {
  private DomainDeserializers() {}

  static final class OfSymbol extends JsonDeserializer<Symbol> {
    @Override
    public Symbol deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return Symbol.parse(parser.getValueAsString(""));
    }
  }

  /** Everything but the symbols has a default; windows are read as {@code 24h} or ISO-8601. */
  static final class OfQuestion extends JsonDeserializer<Question> {
    @Override
    public Question deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      JsonNode node = parser.readValueAsTree();
      List<Symbol> symbols = new ArrayList<>();
      for (String symbol : strings(node, "symbols")) {
        symbols.add(Symbol.parse(symbol));
      }
      Set<String> sources = new LinkedHashSet<>(strings(node, "sources"));
      JsonNode evidence = node.get("evidence");
      if (evidence != null && !evidence.isNull() && !evidence.isInt()) {
        throw new InvalidValueException("evidence", evidence, "a whole number");
      }
      return new Question(
          symbols,
          window(node.get("window")),
          sources,
          evidence == null || evidence.isNull() ? Question.DEFAULT_EVIDENCE : evidence.intValue(),
          maxAge(node.get("max_age")));
    }

    private static List<String> strings(JsonNode node, String name) {
      JsonNode array = node.get(name);
      List<String> strings = new ArrayList<>();
      if (array == null || array.isNull()) {
        return strings;
      }
      if (!array.isArray()) {
        throw new InvalidValueException(name, array, "an array of strings");
      }
      for (JsonNode element : array) {
        if (!element.isTextual()) {
          throw new InvalidValueException(name, element, "an array of strings");
        }
        strings.add(element.textValue());
      }
      return strings;
    }

    private static Duration window(@Nullable JsonNode node) {
      if (node == null || node.isNull()) {
        return Question.DEFAULT_WINDOW;
      }
      String text = node.asText();
      return text.startsWith("PT") || text.startsWith("P")
          ? duration("window", text)
          : Question.parseWindow(text);
    }

    private static @Nullable Duration maxAge(@Nullable JsonNode node) {
      if (node == null || node.isNull()) {
        return null;
      }
      return node.isIntegralNumber()
          ? Duration.ofSeconds(node.longValue())
          : duration("max_age", node.asText());
    }

    private static Duration duration(String name, String text) {
      try {
        return Duration.parse(text);
      } catch (DateTimeParseException e) {
        throw new InvalidValueException(name, text, "a duration, as in PT24H");
      }
    }
  }
}
