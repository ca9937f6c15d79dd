package dev.windsock.http;

import dev.windsock.option.Secret;
import io.netty.util.NetUtil;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who is one client: whoever sends a configured API key, else an address, of IPv6 its first 64
 * bits, since those are what a subscriber is given. A header is believed only from a proxy that the
 * configuration trusts, and then the last hop that is not trusted counts. Immutable.
 */
final class Clients {
  private static final CharSequence API_KEY = HttpHeaders.createOptimized("x-api-key");
  private static final CharSequence FORWARDED = HttpHeaders.createOptimized("x-forwarded-for");
  private static final int MAX_HOPS = 16;

  private final Map<String, String> keys = new HashMap<>();
  private final List<Network> trusted;
  private final boolean limitLoopback;

  Clients(ClientOptions options) {
    options.apiKeys().forEach((name, key) -> keys.put(key.fingerprint(), "key:" + name));
    this.trusted =
        options.trustedProxies().stream()
            .map(text -> Objects.requireNonNull(Network.parse(text)))
            .toList();
    this.limitLoopback = options.limitLoopback();
  }

  /** The client's name in the limit; null for one that is not limited. */
  @Nullable String of(HttpServerRequest request) {
    SocketAddress peer = request.remoteAddress();
    return of(peer == null ? null : peer.hostAddress(), request.headers());
  }

  @Nullable String of(@Nullable String peer, MultiMap headers) {
    String given = keys.isEmpty() ? null : headers.get(API_KEY);
    String known = given == null ? null : keys.get(Secret.of(given).fingerprint());
    return known != null ? known : ofAddress(peer, headers);
  }

  private @Nullable String ofAddress(@Nullable String peer, MultiMap headers) {
    byte[] address = peer == null ? null : Network.bytes(peer);
    if (address == null) {
      return "nobody";
    }
    if (!trusted.isEmpty() && isTrusted(address)) {
      address = forwarded(address, headers.getAll(FORWARDED));
    }
    return isLoopback(address) && !limitLoopback ? null : name(address);
  }

  private boolean isTrusted(byte[] address) {
    for (int i = 0; i < trusted.size(); i++) {
      if (trusted.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  /** From the right, which trusted proxies wrote; what a client wrote further left is not read. */
  private byte[] forwarded(byte[] proxy, List<String> headers) {
    String[] hops = String.join(",", headers).split(",", -1);
    byte[] nearest = proxy;
    int last = Math.max(0, hops.length - MAX_HOPS);
    for (int i = hops.length - 1; i >= last; i--) {
      byte[] hop = Network.bytes(hops[i].strip());
      if (hop == null) {
        return nearest;
      }
      nearest = hop;
      if (!isTrusted(hop)) {
        return nearest;
      }
    }
    return nearest;
  }

  private static boolean isLoopback(byte[] address) {
    if (address.length == 4) {
      return address[0] == 127;
    }
    for (int i = 0; i < 15; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[15] == 1;
  }

  private static String name(byte[] address) {
    if (address.length == 16) {
      byte[] prefix = address.clone();
      Arrays.fill(prefix, 8, 16, (byte) 0);
      return NetUtil.bytesToIpAddress(prefix);
    }
    return NetUtil.bytesToIpAddress(address);
  }
}
