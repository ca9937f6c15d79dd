package dev.windsock.provider;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to an upstream, relative to one of its base URLs.
 *
 * @param host which of {@code baseUrls} it goes to; empty for {@code baseUrl}, as are names that
 *     are not configured
 * @param target path and query; the query may hold secrets and is never printed
 * @param headers headers beyond those that every call carries
 * @param form the body of a POST, form-encoded; null for a GET
 */
public record Call(String host, String target, Map<String, String> headers, @Nullable String form) {
  public Call {
    headers = Map.copyOf(headers);
  }

  /** A GET to the main host. */
  public Call(String target, Map<String, String> headers) {
    this("", target, headers, null);
  }

  /** A call without own headers, its parameters encoded: {@code get("/a", "q", "x y")}. */
  public static Call get(String path, String... namesAndValues) {
    return new Call(
        namesAndValues.length == 0 ? path : path + '?' + pairs(namesAndValues), Map.of());
  }

  /** A POST of a form. */
  public static Call post(String path, String... namesAndValues) {
    return new Call("", path, Map.of(), pairs(namesAndValues));
  }

  /** The same to another of the provider's hosts. */
  public Call at(String otherHost) {
    return new Call(otherHost, target, headers, form);
  }

  /** The same with a header more. */
  public Call header(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Call(host, target, more, form);
  }

  private static String pairs(String... namesAndValues) {
    StringBuilder pairs = new StringBuilder();
    for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
      pairs.append(i == 0 ? "" : "&").append(namesAndValues[i]).append('=');
      pairs.append(encode(namesAndValues[i + 1]));
    }
    return pairs.toString();
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
