package dev.windsock.config;

import dev.windsock.cache.CacheOptions;
import dev.windsock.cache.WarmOptions;
import dev.windsock.http.HttpOptions;
import dev.windsock.monitor.MonitorOptions;
import dev.windsock.option.InvalidValueException;
import dev.windsock.provider.ProviderOptions;
import dev.windsock.provider.upstream.Upstreams;
import dev.windsock.quota.QuotaOptions;
import dev.windsock.redis.RedisOptions;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The whole configuration: the features' own option records, named as in the file. Immutable.
 * Refuses a limit of an enabled provider that is too low to be divided among the instances, and a
 * provider that is enabled without what it needs.
 *
 * @param http the HTTP door
 * @param redis how to reach Redis, if at all
 * @param cache how much is cached and for how long
 * @param warm what is read ahead of the next question
 * @param quota how quotas are shared and guarded
 * @param providers the providers by id, in the order of the file, each with {@code
 *     providers.defaults} already under it
 * @param monitor what is remembered of usage
 */
public record Config(
    HttpOptions http,
    RedisOptions redis,
    CacheOptions cache,
    WarmOptions warm,
    QuotaOptions quota,
    Map<String, ProviderOptions> providers,
    MonitorOptions monitor) {
  public Config {
    providers = Collections.unmodifiableMap(new LinkedHashMap<>(providers));
    boolean shared = redis.mode() != RedisOptions.Mode.NONE;
    providers.forEach((id, options) -> checkProvider(id, options, quota, shared));
  }

  private static void checkProvider(
      String id, ProviderOptions options, QuotaOptions quota, boolean shared) {
    if (options.enabled()) {
      try {
        options.require(Upstreams.requires(id));
        Upstreams.check(id, options.settings());
        quota.checkDivisible(options.quotas(), shared);
      } catch (InvalidValueException e) {
        throw e.under("providers." + id);
      }
    }
  }

  /**
   * The options of one provider.
   *
   * @throws InvalidValueException when there is none with that id
   */
  public ProviderOptions provider(String id) {
    ProviderOptions options = providers.get(id);
    if (options == null) {
      throw new InvalidValueException("provider", id, String.join(", ", providers.keySet()));
    }
    return options;
  }
}
