package dev.windsock.quota;

import dev.windsock.bus.Messages.Acquire;
import dev.windsock.bus.Messages.Adopt;
import dev.windsock.bus.Messages.Permit;
import dev.windsock.bus.Messages.QuotaState;
import dev.windsock.bus.Messages.QuotaStates;
import dev.windsock.option.InvalidValueException;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Every provider's quota in this process. Belongs to one event loop. */
public final class Quotas {
  private final Clock clock;
  private final @Nullable RedisLink link;
  private final String namespace;
  private final MeterRegistry registry;
  private final Map<String, Quota> quotas = new LinkedHashMap<>();
  private final Map<String, ProviderQuota> configured = new LinkedHashMap<>();
  private QuotaOptions options;

  /**
   * @param link the process's link to Redis; null when none is configured: each instance then keeps
   *     its part of every limit to itself
   * @param namespace the first part of every key, as the Redis options say
   */
  public Quotas(
      Clock clock,
      @Nullable RedisLink link,
      String namespace,
      QuotaOptions options,
      MeterRegistry registry) {
    this.clock = clock;
    this.link = link;
    this.namespace = namespace;
    this.options = options;
    this.registry = registry;
  }

  /** Begins, on the context that will own it. */
  Future<Void> start(Context owner, Map<String, ProviderQuota> providers) {
    providers.forEach(this::add);
    if (link != null) {
      link.listen(state -> owner.runOnContext(moved -> quotas.values().forEach(Quota::linkMoved)));
    }
    return Future.succeededFuture();
  }

  private void add(String provider, ProviderQuota quota) {
    Shares shares = Shares.of(quota.windows(), options, link != null);
    LocalLane local = new LocalLane(shares, clock.nanos(), 0);
    SharedScript shared = script(provider, quota, shares);
    SharedLane lane =
        link == null || options.instances() == 1
            ? null
            : new SharedLane(link, clock, shared, false);
    configured.put(provider, quota);
    quotas.put(
        provider,
        new Quota(
            new Lanes(shares, local, lane),
            options.maxWaiters(),
            clock,
            new QuotaMeters(registry, provider)));
  }

  private @Nullable SharedScript script(String provider, ProviderQuota quota, Shares shares) {
    if (link == null || options.instances() == 1 || !shares.hasShared()) {
      return null;
    }
    String slot = namespace + ":v1:{quota:" + provider + ":" + quota.fingerprint() + "}:";
    return new SharedScript(List.of(slot + "ring", slot + "meta"), shares, clock.millis());
  }

  /** Goes on with other options and limits; refuses what cannot change without a restart. */
  Future<Void> reconfigure(QuotaOptions next, Map<String, ProviderQuota> providers) {
    if (next.instances() != options.instances()) {
      return refused("instances", next.instances(), options.instances());
    }
    if (Double.compare(next.localShare(), options.localShare()) != 0) {
      return refused("localShare", next.localShare(), options.localShare());
    }
    if (!next.dataDir().equals(options.dataDir())) {
      return refused("dataDir", next.dataDir(), options.dataDir());
    }
    options = next;
    for (String gone : List.copyOf(quotas.keySet())) {
      if (!providers.containsKey(gone)) {
        close(gone);
      }
    }
    for (Map.Entry<String, ProviderQuota> entry : providers.entrySet()) {
      String provider = entry.getKey();
      ProviderQuota quota = entry.getValue();
      ProviderQuota before = configured.get(provider);
      Quota live = quotas.get(provider);
      if (before == null || live == null) {
        add(provider, quota);
      } else if (!before.fingerprint().equals(quota.fingerprint())) {
        close(provider);
        add(provider, quota);
      } else {
        Shares shares = Shares.of(quota.windows(), options, link != null);
        live.reconfigure(shares, script(provider, quota, shares), next.maxWaiters());
        configured.put(provider, quota);
      }
    }
    return Future.succeededFuture();
  }

  private static Future<Void> refused(String name, Object value, Object now) {
    return Future.failedFuture(
        new InvalidValueException(name, value, now + ", until a restart of every instance"));
  }

  private void close(String provider) {
    Quota quota = quotas.remove(provider);
    configured.remove(provider);
    if (quota != null) {
      quota.close();
    }
  }

  /** Asks for permits. */
  Future<Permit> acquire(Acquire request) {
    Quota quota = quotas.get(request.provider());
    if (quota == null) {
      return Future.succeededFuture(
          new Permit(0, "none", 0, "unknown_provider", 0, clock.millis()));
    }
    return quota.acquire(request);
  }

  /** Takes an upstream's word. */
  void adopt(Adopt said) {
    Quota quota = quotas.get(said.provider());
    if (quota != null) {
      quota.adopt(said);
    }
  }

  /** How one provider's quota stands, or all of them. */
  QuotaStates peek(@Nullable String provider) {
    List<QuotaState> states = new ArrayList<>();
    if (provider != null && !quotas.containsKey(provider)) {
      throw new InvalidValueException("provider", provider, "one of " + quotas.keySet());
    }
    quotas.forEach(
        (id, quota) -> {
          if (provider == null || provider.equals(id)) {
            states.add(quota.state(id));
          }
        });
    return new QuotaStates(states);
  }

  /** Refuses who waits, and stops. */
  Future<Void> close() {
    List.copyOf(quotas.keySet()).forEach(this::close);
    return Future.succeededFuture();
  }
}
