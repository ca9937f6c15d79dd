package dev.windsock.http;

import dev.windsock.option.InvalidValueException;
import dev.windsock.score.SymbolDirectory;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/symbols?q=}: looks symbols up by the beginning of their code or name. */
final class SymbolsHandler {
  private static final int MAX_LIMIT = 50;
  private static final int MAX_TEXT = 64;

  private final SymbolDirectory directory;

  SymbolsHandler(SymbolDirectory directory) {
    this.directory = directory;
  }

  void search(RoutingContext context) {
    Query query = Query.parse(context.request().query(), List.of("q", "limit", "format"));
    Format format = Format.of(query.get("format"), context.request().headers().get("accept"));
    String text = query.get("q");
    if (text == null || text.isBlank() || text.length() > MAX_TEXT) {
      throw new InvalidValueException(
          "q",
          text == null ? "nothing" : text,
          "1 to " + MAX_TEXT + " characters, the beginning of a code or a name, as in ?q=appl");
    }
    int limit = query.number("limit", 1, MAX_LIMIT, 10);
    List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    for (SymbolDirectory.Listing listing : directory.search(text, limit)) {
      Map<String, @Nullable Object> row = new LinkedHashMap<>();
      row.put("symbol", listing.symbol().code());
      row.put("type", listing.symbol().kind().toString());
      row.put("name", listing.name());
      row.put("names", directory.names(listing.symbol()));
      rows.add(row);
    }
    new Table(Map.of("q", text), "symbols", List.of("symbol", "type", "name"), rows)
        .send(context.request(), format);
  }
}
