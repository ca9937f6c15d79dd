package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Messages.Permit;
import dev.windsock.redis.RedisLink;
import java.net.ServerSocket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Three instances may run, on one Redis: this one has its local lane and all that is shared. */
final class RedisLimiterIT extends LimiterContract {
  private @Nullable RedisServer redis;
  private @Nullable PlainLink link;

  @Override
  RedisLink link() throws Exception {
    int port = freePort();
    redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    link = new PlainLink(vertx, port);
    await(link.connect());
    return link;
  }

  static int freePort() throws Exception {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws Exception {
    if (redis != null) {
      redis.stop();
    }
  }

  @Override
  QuotaOptions options() {
    return options(3, 0.5);
  }

  @Override
  int share(int limit) {
    return limit - 2 * (limit / 6);
  }

  @Test
  void acquire_redisKilledMidway_onlyTheLocalLaneIsUsed() throws Exception {
    assertThat(await(ask("p", 1, 0)).lane()).isEqualTo("local");
    assertThat(await(ask("p", 9, 0)).granted()).isEqualTo(9);
    assertThat(await(ask("p", 5, 0)).lane()).isEqualTo("shared");
    Objects.requireNonNull(redis).stop();
    Objects.requireNonNull(link).drop("killed");
    Permit denied = await(ask("p", 1, 100));
    assertThat(denied.granted()).isZero();
    assertThat(denied.reason()).isEqualTo("spent");
    assertThat(await(ask("fast", 9, 0)).granted()).isEqualTo(1);
    assertThat(await(ask("fast", 9, 0)).granted()).isZero();
  }
}
