package dev.windsock.bus;

/** Every address on the bus: commands end in a verb, announcements in a past participle. */
public final class Addresses {
  /**
   * What is the mood? {@link dev.windsock.sentiment.Question} (as JSON only {@code symbols} is
   * required) → {@link Messages.AskReply}.
   */
  public static final String SENTIMENT_ASK = "windsock.sentiment.ask";

  /**
   * Takes the caller's own posts. {@link Messages.AcceptPosts} → {@link Messages.PostsAccepted}.
   */
  public static final String POSTS_ACCEPT = "windsock.posts.accept";

  /** One cached JSON value. {@link Messages.CacheGet} → {@link Messages.CacheValue}. */
  public static final String CACHE_GET = "windsock.cache.get";

  /** Many cached JSON values. {@link Messages.CacheGetAll} → {@link Messages.CacheValues}. */
  public static final String CACHE_GET_ALL = "windsock.cache.getAll";

  /** Stores a JSON value. {@link Messages.CachePut} → {@link Messages.CacheValue}. */
  public static final String CACHE_PUT = "windsock.cache.put";

  /** Stores many JSON values. {@link Messages.CachePutAll} → {@link Messages.CacheStored}. */
  public static final String CACHE_PUT_ALL = "windsock.cache.putAll";

  /** Reads symbols ahead. {@link Messages.Warm} → {@link Messages.Warmed}. */
  public static final String CACHE_WARM = "windsock.cache.warm";

  /** Removes what matches. {@link Messages.Invalidate} → {@link Messages.Invalidated}. */
  public static final String CACHE_INVALIDATE = "windsock.cache.invalidate";

  /** The cache's counts. {@link Messages.Nothing} → a JSON object, one member a cache. */
  public static final String CACHE_STATS = "windsock.cache.stats";

  /** A permit for a call upstream. {@link Messages.Acquire} → {@link Messages.Permit}. */
  public static final String QUOTA_ACQUIRE = "windsock.quota.acquire";

  /** What the upstream said of its quota. {@link Messages.Adopt} → {@link Messages.Nothing}. */
  public static final String QUOTA_ADOPT = "windsock.quota.adopt";

  /** Stops waiting for a permit. {@link Messages.Cancel} → {@link Messages.Nothing}. */
  public static final String QUOTA_CANCEL = "windsock.quota.cancel";

  /** Calls are answered, or were never sent. {@link Messages.Settle} → {@link Messages.Nothing}. */
  public static final String QUOTA_SETTLE = "windsock.quota.settle";

  /** What is left. {@link Messages.Peek} → {@link Messages.QuotaStates}. */
  public static final String QUOTA_PEEK = "windsock.quota.peek";

  /** How the providers are. {@link Messages.Nothing} → {@link Messages.ProviderStates}. */
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

  /** Announced when cached entries were removed: {@link Messages.CacheInvalidated}. */
  public static final String CACHE_INVALIDATED = "windsock.cache.invalidated";

  private Addresses() {}

  /** Reads one provider. {@link Messages.ReadRequest} → {@link Messages.ReadReply}. */
  public static String providerRead(String provider) {
    return "windsock.provider." + provider + ".read";
  }
}
