package dev.windsock.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.windsock.bus.Json;
import dev.windsock.option.InvalidValueException;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Where one is in the items of a body. */
interface ItemReader {
  /**
   * The next item, or null when there is none any more.
   *
   * @throws InvalidValueException for a JSON array that is not well-formed, naming where
   */
  @Nullable Item read();

  /** Goes past the next item with as little work as tells that it is there. */
  boolean skip();

  /** How many bytes lie behind. */
  long at();

  static ItemReader of(byte[] bytes, Bodies.Kind kind) {
    return kind == Bodies.Kind.JSON ? new OfArray(bytes) : new OfLines(bytes);
  }

  /** The elements of a JSON array. */
  final class OfArray implements ItemReader {
    /** Reads one element and leaves what follows it. */
    private static final ObjectReader ELEMENT =
        Json.shared().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final JsonParser parser;
    private int index;

    private OfArray(byte[] bytes) {
      try {
        this.parser = Json.parser(bytes);
        if (parser.nextToken() != JsonToken.START_ARRAY) {
          throw new InvalidValueException("body", "no array", "a JSON array of objects");
        }
      } catch (IOException e) {
        throw Json.invalid(e);
      }
    }

    @Override
    public @Nullable Item read() {
      try {
        if (parser.nextToken() != JsonToken.END_ARRAY) {
          return Item.of(++index, ELEMENT.readTree(parser));
        }
        if (parser.nextToken() != null) {
          throw new InvalidValueException("body", "more after its end", "one JSON array");
        }
        return null;
      } catch (IOException e) {
        throw Json.invalid(e);
      }
    }

    /** Only what is read wholly is known to be well-formed. */
    @Override
    public boolean skip() {
      return read() != null;
    }

    @Override
    public long at() {
      return parser.currentLocation().getByteOffset();
    }
  }

  /** The lines of NDJSON. */
  final class OfLines implements ItemReader {
    private final byte[] bytes;
    private int from;
    private int to;
    private int line;

    private OfLines(byte[] bytes) {
      this.bytes = bytes;
    }

    @Override
    public @Nullable Item read() {
      if (!toLine()) {
        return null;
      }
      byte[] one = Arrays.copyOfRange(bytes, from, to);
      from = to + 1;
      return ofLine(line, one);
    }

    @Override
    public boolean skip() {
      boolean found = toLine();
      from = to + 1;
      return found;
    }

    @Override
    public long at() {
      return from;
    }

    /** Finds the next line that is not blank: it lies between the two marks. */
    private boolean toLine() {
      while (from < bytes.length) {
        boolean blank = true;
        to = from;
        while (to < bytes.length && bytes[to] != '\n') {
          blank &= bytes[to] == ' ' || bytes[to] == '\t' || bytes[to] == '\r';
          to++;
        }
        line++;
        if (!blank) {
          return true;
        }
        from = to + 1;
      }
      return false;
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
  }
}
