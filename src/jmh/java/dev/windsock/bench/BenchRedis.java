package dev.windsock.bench;

import dev.windsock.option.Secret;
import dev.windsock.redis.RedisOptions;
import java.time.Duration;
import java.util.List;

/** How benchmarks reach Redis, or do without. */
public final class BenchRedis {
  private BenchRedis() {}

  /** No Redis at all. */
  public static RedisOptions none() {
    return options(RedisOptions.Mode.NONE, List.of(), Duration.ofSeconds(1));
  }

  /** One Redis. */
  public static RedisOptions at(String uri, Duration replyTimeout) {
    return options(RedisOptions.Mode.STANDALONE, List.of(uri), replyTimeout);
  }

  private static RedisOptions options(
      RedisOptions.Mode mode, List<String> endpoints, Duration replyTimeout) {
    return new RedisOptions(
        mode,
        endpoints,
        "",
        "",
        Secret.of(""),
        false,
        "",
        Duration.ofSeconds(3),
        replyTimeout,
        replyTimeout,
        "bench");
  }
}
