package dev.windsock.provider;

import dev.windsock.option.Secret;
import dev.windsock.sentiment.Symbol;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of an upstream: one page about one symbol.
 *
 * @param symbol what the posts shall be about
 * @param names the usual names of what the symbol stands for, best first; empty where unknown
 * @param cursor where the last read ended, in the upstream's own terms; null for the beginning
 * @param next the page to read, as the page before it said; null for the first
 * @param nowMillis wall time in ms
 * @param credentials secrets by name
 */
public record Ask(
    Symbol symbol,
    List<String> names,
    @Nullable String cursor,
    @Nullable String next,
    long nowMillis,
    Map<String, Secret> credentials) {
  public Ask {
    names = List.copyOf(names);
    credentials = Map.copyOf(credentials);
  }

  /** The same for the page that follows. */
  public Ask page(String following) {
    return new Ask(symbol, names, cursor, following, nowMillis, credentials);
  }

  /** The cursor as a number, or a default where there is none or it is none. */
  public long cursorNumber(long otherwise) {
    if (cursor == null || !cursor.matches("-?[0-9]{1,18}")) {
      return otherwise;
    }
    return Long.parseLong(cursor);
  }
}
