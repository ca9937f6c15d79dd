package dev.windsock.cache;

import dev.windsock.redis.LinkState.Up;
import dev.windsock.redis.NoLink;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.Clock;

/** Since when Redis is away. Where there is none at all it is not missed. Thread-safe. */
final class Outage {
  private volatile long sinceMillis = Freshness.NEVER;

  Outage(RedisLink link, Clock clock) {
    if (link instanceof NoLink) {
      return;
    }
    if (!(link.state() instanceof Up)) {
      sinceMillis = clock.millis();
    }
    link.listen(
        state -> {
          if (state instanceof Up) {
            sinceMillis = Freshness.NEVER;
          } else if (sinceMillis == Freshness.NEVER) {
            sinceMillis = clock.millis();
          }
        });
  }

  /** Wall time, or {@link Freshness#NEVER}. */
  long sinceMillis() {
    return sinceMillis;
  }
}
