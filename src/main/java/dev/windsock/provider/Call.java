package dev.windsock.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * One GET request to an upstream, relative to its base URL.
 *
 * @param target path and query; the query may hold secrets and is never printed
 * @param headers headers beyond those that every call carries
 */
public record Call(String target, Map<String, String> headers) {
  public Call {
    headers = Map.copyOf(headers);
  }

  /** A call without own headers, its parameters encoded: {@code get("/a", "q", "x y")}. */
  public static Call get(String path, String... namesAndValues) {
    StringBuilder target = new StringBuilder(path);
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      target.append(i == 0 ? '?' : '&').append(namesAndValues[i]).append('=');
      target.append(encode(namesAndValues[i + 1]));
    }
    return new Call(target.toString(), Map.of());
  }

  /** Encodes text for use in a path segment or a query. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** The path alone. */
  @Override
  public String toString() {
    int query = target.indexOf('?');
    return "Call[" + (query < 0 ? target : target.substring(0, query)) + "]";
  }
}
