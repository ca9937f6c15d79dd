package dev.windsock.provider;

import dev.windsock.option.InvalidValueException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where an upstream is.
 *
 * @param tls whether to speak HTTPS
 * @param host name or address
 * @param port 1 to 65535
 * @param prefix of every path, without a trailing slash; often empty
 */
record Endpoint(boolean tls, String host, int port, String prefix) {
  private static final String ALLOWED =
      "an absolute http(s) or ws(s) URL without credentials, query and fragment";

  private static final Set<String> SCHEMES = Set.of("http", "https", "ws", "wss");

  /** Reads a base URL; what is spoken there is another matter than whether it is encrypted. */
  static Endpoint parse(String baseUrl) {
    URI uri;
    try {
      uri = new URI(baseUrl);
    } catch (URISyntaxException e) {
      throw refused(baseUrl);
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    boolean tls = scheme.equals("https") || scheme.equals("wss");
    String host = uri.getHost();
    if (!SCHEMES.contains(scheme)
        || host == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || uri.getPort() == 0
        || uri.getPort() > 65_535) {
      throw refused(baseUrl);
    }
    String path = uri.getRawPath() == null ? "" : uri.getRawPath();
    while (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    return new Endpoint(tls, host, port(uri, tls), path);
  }

  /** Without what may be a secret: credentials, query, fragment. */
  private static InvalidValueException refused(String baseUrl) {
    String anonymous = baseUrl.replaceFirst("(?s)^([^/@]*//)?.*@", "$1");
    String shown = anonymous.replaceFirst("(?s)[?#].*", "");
    return new InvalidValueException("baseUrl", shown, ALLOWED);
  }

  private static int port(URI uri, boolean tls) {
    return uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
  }

  /** The whole path and query of a call. */
  String target(Call call) {
    return prefix + call.target();
  }

  /**
   * The call that a redirect leads to; null when it leads elsewhere than to this very scheme, host
   * and port, or nowhere.
   */
  @Nullable Call redirected(Call from, @Nullable String location) {
    if (location == null || location.length() > 4096) {
      return null;
    }
    URI to;
    try {
      to = new URI(tls ? "https" : "http", null, host, port, "/", null, null);
      to = to.resolve(new URI(target(from))).resolve(new URI(location.strip()));
    } catch (URISyntaxException e) {
      return null;
    }
    boolean here =
        (tls ? "https" : "http").equalsIgnoreCase(to.getScheme())
            && host.equalsIgnoreCase(to.getHost())
            && port == port(to, tls)
            && to.getRawUserInfo() == null;
    String path = to.getRawPath() == null || to.getRawPath().isEmpty() ? "/" : to.getRawPath();
    if (!here || !path.startsWith(prefix)) {
      return null;
    }
    String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
    return new Call(from.host(), path.substring(prefix.length()) + query, from.headers(), null);
  }
}
