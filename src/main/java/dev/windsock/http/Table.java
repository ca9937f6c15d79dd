package dev.windsock.http;

import dev.windsock.bus.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the form that the caller wants: within an object as JSON, one a line as NDJSON, or as CSV
 * with the same columns always.
 *
 * @param about what the JSON object says beside the rows
 * @param name what the rows are called in it
 * @param columns the members of a row that CSV shows; flat values
 * @param rows the rows
 */
record Table(
    Map<String, ?> about,
    String name,
    List<String> columns,
    List<Map<String, @Nullable Object>> rows) {

  void send(HttpServerRequest request, Format format) {
    Reply.send(request, 200, format.contentType(), body(format));
  }

  private Buffer body(Format format) {
    return switch (format) {
      case JSON -> {
        Map<String, @Nullable Object> object = new LinkedHashMap<>(about);
        object.put(name, rows);
        yield Json.write(object);
      }
      case NDJSON -> {
        Buffer lines = Buffer.buffer();
        rows.forEach(row -> lines.appendBuffer(Json.write(row)).appendByte((byte) '\n'));
        yield lines;
      }
      case CSV -> csv();
    };
  }

  private Buffer csv() {
    StringBuilder csv = new StringBuilder(String.join(",", columns)).append("\r\n");
    for (Map<String, @Nullable Object> row : rows) {
      for (int i = 0; i < columns.size(); i++) {
        Object value = row.get(columns.get(i));
        csv.append(i == 0 ? "" : ",")
            .append(
                value == null
                    ? ""
                    : value instanceof Number
                        ? value.toString()
                        : CsvAnswers.text(value.toString()));
      }
      csv.append("\r\n");
    }
    return Buffer.buffer(csv.toString());
  }
}
