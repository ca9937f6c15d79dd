package dev.windsock.redis;

import java.net.URI;

/** Addresses as {@code redis://host:port}. */
final class Endpoints {
  private Endpoints() {}

  /** The endpoint of a host, which may be an IPv6 address, and a port. */
  static String of(String host, String port) {
    return "redis://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The host of an endpoint, without brackets. */
  static String host(String endpoint) {
    String host = URI.create(endpoint).getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
