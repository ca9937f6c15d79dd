package dev.windsock.provider;

import dev.windsock.cache.Cache;
import dev.windsock.redis.Keys;
import dev.windsock.redis.RedisLink;
import dev.windsock.sentiment.Reading;
import org.jspecify.annotations.Nullable;

/**
 * What a stream works with.
 *
 * @param parts as every provider
 * @param readings where readings meet those of other instances, under {@link Reading#id}
 * @param link by which instances agree on who listens; null without Redis
 * @param keys names keys in Redis
 */
public record StreamParts(
    ProviderParts parts, Cache<Reading> readings, @Nullable RedisLink link, Keys keys) {}
