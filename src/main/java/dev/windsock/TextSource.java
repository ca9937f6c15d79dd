package dev.windsock;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.windsock.bus.Json;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Texts to score, one after the other, without holding the file. Single-threaded. */
abstract class TextSource implements Closeable {
  private final Counting counting;

  private TextSource(Counting counting) {
    this.counting = counting;
  }

  /** How texts are written in a file. */
  enum Kind {
    LINES,
    CSV,
    NDJSON
  }

  /**
   * A text to score, or why there is none on that line.
   *
   * @param line counts from 1
   * @param id the caller's own, or the line
   * @param problem why the line cannot be read; null when it can
   */
  record Text(
      long line,
      String id,
      String text,
      @Nullable String target,
      List<String> entities,
      @Nullable String problem) {
    static Text of(long line, String text) {
      return new Text(line, String.valueOf(line), text, null, List.of(), null);
    }

    static Text bad(long line, String problem) {
      return new Text(line, String.valueOf(line), "", null, List.of(), problem);
    }
  }

  /** The next text; null at the end. Empty lines are passed over. */
  abstract @Nullable Text next() throws IOException;

  /** How many bytes of the input were read so far. */
  long bytesRead() {
    return counting.read;
  }

  @Override
  public void close() throws IOException {
    counting.close();
  }

  /**
   * Opens a source.
   *
   * @param name the file's name, which may say what is in it
   * @param given what is in it; null to see
   * @param column the CSV column that holds the text
   */
  static TextSource open(InputStream in, String name, @Nullable Kind given, String column)
      throws IOException {
    Counting counting = new Counting(in);
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(counting, StandardCharsets.UTF_8), 1 << 16);
    Kind kind = given != null ? given : kind(name, reader);
    return switch (kind) {
      case LINES -> new Lines(counting, reader);
      case NDJSON -> new NdJson(counting, reader);
      case CSV -> new Csv(counting, reader, column);
    };
  }

  private static Kind kind(String name, BufferedReader reader) throws IOException {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return Kind.CSV;
    }
    if (lower.endsWith(".ndjson") || lower.endsWith(".jsonl")) {
      return Kind.NDJSON;
    }
    reader.mark(1);
    int first = reader.read();
    reader.reset();
    return first == '{' ? Kind.NDJSON : Kind.LINES;
  }

  private static final class Lines extends TextSource {
    private final BufferedReader reader;
    private long line;

    private Lines(Counting counting, BufferedReader reader) {
      super(counting);
      this.reader = reader;
    }

    @Override
    @Nullable Text next() throws IOException {
      String text = reader.readLine();
      line++;
      while (text != null && text.isBlank()) {
        text = reader.readLine();
        line++;
      }
      return text == null ? null : Text.of(line, text);
    }
  }

  private static final class NdJson extends TextSource {
    private final Lines lines;

    private NdJson(Counting counting, BufferedReader reader) {
      super(counting);
      this.lines = new Lines(counting, reader);
    }

    @Override
    @Nullable Text next() throws IOException {
      Text line = lines.next();
      if (line == null) {
        return null;
      }
      try {
        JsonNode node = Json.shared().readTree(line.text());
        if (!node.path("text").isTextual()) {
          return Text.bad(line.line(), "has no text; allowed: an object with a member \"text\"");
        }
        List<String> entities = new ArrayList<>();
        node.path("entities").forEach(entity -> entities.add(entity.asText()));
        return new Text(
            line.line(),
            node.path("id").asText(line.id()),
            node.path("text").textValue(),
            node.path("target").isTextual() ? node.path("target").textValue() : null,
            entities,
            null);
      } catch (JsonProcessingException e) {
        return Text.bad(line.line(), Json.invalid(e).value());
      }
    }
  }

  private static final class Csv extends TextSource {
    private final MappingIterator<String[]> rows;
    private final int textAt;
    private final int idAt;

    private Csv(Counting counting, BufferedReader reader, String column) throws IOException {
      super(counting);
      this.rows =
          CsvMapper.builder()
              .enable(CsvParser.Feature.WRAP_AS_ARRAY)
              .build()
              .readerFor(String[].class)
              .readValues(reader);
      List<String> header =
          rows.hasNextValue()
              ? Arrays.stream(rows.nextValue())
                  .map(name -> name.strip().replace("\ufeff", ""))
                  .toList()
              : List.of();
      this.textAt = header.indexOf(column);
      this.idAt = header.indexOf("id");
      if (textAt < 0) {
        throw new CommandException(
            CommandException.BAD_INPUT,
            "FILE: has no column '"
                + column
                + "'; allowed with --text-column: "
                + Cells.line(String.join(", ", header), 200));
      }
    }

    @Override
    @Nullable Text next() throws IOException {
      long line = rows.getCurrentLocation().getLineNr();
      try {
        if (!rows.hasNextValue()) {
          return null;
        }
        String[] row = rows.nextValue();
        if (row.length <= textAt) {
          return Text.bad(
              line, "has " + row.length + " cells; the text would be in cell " + (textAt + 1));
        }
        String id = idAt >= 0 && idAt < row.length ? row[idAt] : String.valueOf(line);
        return new Text(line, id, row[textAt], null, List.of(), null);
      } catch (JsonProcessingException | RuntimeJsonMappingException e) {
        throw new CommandException(
            CommandException.BAD_INPUT, "line " + line + ": is not CSV from here on");
      }
    }
  }

  /** Counts what passes, for the progress bar. */
  private static final class Counting extends FilterInputStream {
    private long read;

    private Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      read += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      read += Math.max(0, count);
      return count;
    }
  }
}
