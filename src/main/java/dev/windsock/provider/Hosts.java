package dev.windsock.provider;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured places of one provider. */
record Hosts(Endpoint main, Map<String, Endpoint> others) {
  Hosts {
    others = Map.copyOf(others);
  }

  static Hosts of(ProviderOptions options) {
    Map<String, Endpoint> others = new HashMap<>();
    options.baseUrls().forEach((name, url) -> others.put(name, Endpoint.parse(url)));
    return new Hosts(Endpoint.parse(options.baseUrl()), others);
  }

  /** Where a call goes. */
  Endpoint of(Call call) {
    return others.getOrDefault(call.host(), main);
  }

  /** The call that a redirect leads to; null when it leads away from the call's own host. */
  @Nullable Call redirected(Call from, @Nullable String location) {
    return from.form() != null ? null : of(from).redirected(from, location);
  }
}
