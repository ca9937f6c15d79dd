package dev.windsock.quota;

import dev.windsock.redis.RedisLink;
import org.jspecify.annotations.Nullable;

/** One instance, no Redis: the local lane is the whole quota. */
final class MemoryLimiterTest extends LimiterContract {
  @Override
  @Nullable RedisLink link() {
    return null;
  }

  @Override
  QuotaOptions options() {
    return options(1, 0.2);
  }

  @Override
  int share(int limit) {
    return limit;
  }
}
