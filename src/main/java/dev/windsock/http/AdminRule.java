package dev.windsock.http;

import dev.windsock.option.Secret;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may act: whoever knows the token; without a token, whoever is on this machine, if the door
 * opens to this machine alone. In that case the Host must be this machine's too, so that a page
 * whose name was pointed here (DNS rebinding) cannot act through a browser.
 */
final class AdminRule {
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "::1", "[::1]");
  private static final String BEARER = "Bearer ";

  private final Secret token;
  private final boolean loopback;

  AdminRule(HttpOptions options) {
    this.token = options.adminToken();
    this.loopback = LOOPBACK.contains(options.host());
  }

  /**
   * Lets a request pass.
   *
   * @throws FaultException 401 when it may not
   */
  void check(HttpServerRequest request) {
    if (token.isEmpty()) {
      if (!loopback) {
        throw refused("Actions are off: they need http.adminToken unless bound to loopback.");
      }
      if (!isLoopback(request.headers().get(HttpHeaders.HOST))) {
        throw refused("Without a token, actions are for this machine alone.");
      }
      return;
    }
    String given = request.headers().get(HttpHeaders.AUTHORIZATION);
    if (given == null
        || !given.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || !token.matches(given.substring(BEARER.length()).strip())) {
      throw refused("A bearer token is needed.");
    }
  }

  private static boolean isLoopback(@Nullable String host) {
    if (host == null) {
      return false;
    }
    int end = host.startsWith("[") ? host.indexOf(']') + 1 : host.indexOf(':');
    return LOOPBACK.contains(end > 0 ? host.substring(0, end) : host);
  }

  private static FaultException refused(String detail) {
    return new FaultException(
        new Fault(401, "unauthorized", "Unauthorized", detail)
            .with(Map.of("WWW-Authenticate", "Bearer realm=\"windsock\"")));
  }
}
