package dev.windsock.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.windsock.bus.Json;
import dev.windsock.option.InvalidValueException;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The items of a body: the elements of a JSON array or the lines of NDJSON. A bad line costs itself
 * alone; a JSON array that breaks off cannot be trusted at all.
 */
final class Items {
  /** Reads one element and leaves what follows it. */
  private static final ObjectReader ELEMENT =
      Json.shared().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Items() {}

  /**
   * Reads them all.
   *
   * @throws InvalidValueException for a JSON array that is not well-formed, naming where
   */
  static List<Item> read(Buffer body, Bodies.Kind kind) {
    byte[] bytes = body.getBytes();
    return kind == Bodies.Kind.JSON ? ofArray(bytes) : ofLines(bytes);
  }

  private static List<Item> ofArray(byte[] bytes) {
    List<Item> items = new ArrayList<>();
    try (JsonParser parser = Json.parser(bytes)) {
      if (parser.nextToken() != JsonToken.START_ARRAY) {
        throw new InvalidValueException("body", "no array", "a JSON array of objects");
      }
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(Item.of(items.size() + 1, ELEMENT.readTree(parser)));
      }
      if (parser.nextToken() != null) {
        throw new InvalidValueException("body", "more after its end", "one JSON array");
      }
    } catch (IOException e) {
      throw Json.invalid(e);
    }
    return items;
  }

  private static List<Item> ofLines(byte[] bytes) {
    List<Item> items = new ArrayList<>();
    int line = 0;
    for (int from = 0; from < bytes.length; ) {
      int to = from;
      while (to < bytes.length && bytes[to] != '\n') {
        to++;
      }
      line++;
      byte[] one = Arrays.copyOfRange(bytes, from, to);
      if (!isBlank(one)) {
        items.add(ofLine(line, one));
      }
      from = to + 1;
    }
    return items;
  }

  private static Item ofLine(int line, byte[] bytes) {
    try (JsonParser parser = Json.parser(bytes)) {
      parser.nextToken();
      JsonNode node = parser.readValueAsTree();
      if (parser.nextToken() != null) {
        return Item.bad(
            line, new InvalidValueException("line", "more after its end", "one JSON object"));
      }
      return Item.of(line, node);
    } catch (JsonProcessingException e) {
      int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
      return Item.bad(
          line,
          new InvalidValueException(
              "line", "broken at column " + column, "one well-formed JSON object"));
    } catch (IOException e) {
      return Item.bad(
          line, new InvalidValueException("line", "not UTF-8", "one well-formed JSON object"));
    }
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }
}
