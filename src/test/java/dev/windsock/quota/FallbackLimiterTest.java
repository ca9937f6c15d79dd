package dev.windsock.quota;

import dev.windsock.redis.RedisLink;

/** Three instances may run, but Redis is not there: the local lane alone. */
final class FallbackLimiterTest extends LimiterContract {
  @Override
  RedisLink link() {
    PlainLink link = new PlainLink(vertx, 1);
    link.drop("never there");
    return link;
  }

  @Override
  QuotaOptions options() {
    return options(3, 0.5);
  }

  @Override
  int share(int limit) {
    return limit / 6;
  }
}
