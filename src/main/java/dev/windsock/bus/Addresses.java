package dev.windsock.bus;

/** Every address on the bus: commands end in a verb, announcements in a past participle. */
public final class Addresses {
  /**
   * What is the mood? {@link dev.windsock.sentiment.Question} (as JSON only {@code symbols} is
   * required) → {@link Messages.AskReply}.
   */
  public static final String SENTIMENT_ASK = "windsock.sentiment.ask";

  /**
   * Takes the caller's own posts. {@link ProviderMessages.AcceptPosts} → {@link
   * ProviderMessages.PostsAccepted}.
   */
  public static final String POSTS_ACCEPT = "windsock.posts.accept";

  /** One cached JSON value. {@link CacheMessages.CacheGet} → {@link CacheMessages.CacheValue}. */
  public static final String CACHE_GET = "windsock.cache.get";

  /**
   * Many cached JSON values. {@link CacheMessages.CacheGetAll} → {@link CacheMessages.CacheValues}.
   */
  public static final String CACHE_GET_ALL = "windsock.cache.getAll";

  /** Stores a JSON value. {@link CacheMessages.CachePut} → {@link CacheMessages.CacheValue}. */
  public static final String CACHE_PUT = "windsock.cache.put";

  /**
   * Stores many JSON values. {@link CacheMessages.CachePutAll} → {@link CacheMessages.CacheStored}.
   */
  public static final String CACHE_PUT_ALL = "windsock.cache.putAll";

  /** Reads symbols ahead. {@link CacheMessages.Warm} → {@link CacheMessages.Warmed}. */
  public static final String CACHE_WARM = "windsock.cache.warm";

  /** Removes what matches. {@link CacheMessages.Invalidate} → {@link CacheMessages.Invalidated}. */
  public static final String CACHE_INVALIDATE = "windsock.cache.invalidate";

  /** The cache's counts. {@link Messages.Nothing} → a JSON object, one member a cache. */
  public static final String CACHE_STATS = "windsock.cache.stats";

  /** A permit for a call upstream. {@link QuotaMessages.Acquire} → {@link QuotaMessages.Permit}. */
  public static final String QUOTA_ACQUIRE = "windsock.quota.acquire";

  /**
   * What the upstream said of its quota. {@link QuotaMessages.Adopt} → {@link Messages.Nothing}.
   */
  public static final String QUOTA_ADOPT = "windsock.quota.adopt";

  /** Stops waiting for a permit. {@link QuotaMessages.Cancel} → {@link Messages.Nothing}. */
  public static final String QUOTA_CANCEL = "windsock.quota.cancel";

  /**
   * Calls are answered, or were never sent. {@link QuotaMessages.Settle} → {@link
   * Messages.Nothing}.
   */
  public static final String QUOTA_SETTLE = "windsock.quota.settle";

  /** What is left. {@link QuotaMessages.Peek} → {@link QuotaMessages.QuotaStates}. */
  public static final String QUOTA_PEEK = "windsock.quota.peek";

  /** How the providers are. {@link Messages.Nothing} → {@link ProviderMessages.ProviderStates}. */
  public static final String PROVIDERS_LIST = "windsock.providers.list";

  /** Announced when readings changed: {@link Messages.SentimentChanged}. */
  public static final String SENTIMENT_CHANGED = "windsock.sentiment.changed";

  /** Announced when a new configuration took effect: {@link Messages.ConfigChanged}. */
  public static final String CONFIG_CHANGED = "windsock.config.changed";

  /** Announced when a circuit breaker changed its state: {@link Messages.BreakerMoved}. */
  public static final String BREAKER_MOVED = "windsock.breaker.moved";

  /** Announced when Redis stopped answering: {@link Messages.RedisMoved}. */
  public static final String REDIS_LOST = "windsock.redis.lost";

  /** Announced when Redis answers again: {@link Messages.RedisMoved}. */
  public static final String REDIS_FOUND = "windsock.redis.found";

  /** Announced when cached entries were removed: {@link CacheMessages.CacheInvalidated}. */
  public static final String CACHE_INVALIDATED = "windsock.cache.invalidated";

  private Addresses() {}

  /**
   * Reads one provider. {@link ProviderMessages.ReadRequest} → {@link ProviderMessages.ReadReply}.
   */
  public static String providerRead(String provider) {
    return "windsock.provider." + provider + ".read";
  }
}
