package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.bus.Bus;
import dev.windsock.bus.QuotaMessages.Permit;
import dev.windsock.redis.Ports;
import dev.windsock.redis.RedisLink;
import dev.windsock.time.VertxClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Three instances may run, on one Redis: this one has its local lane and all that is shared. */
final class RedisLimiterIT extends LimiterContract {
  private @Nullable RedisServer redis;
  private @Nullable PlainLink link;
  private int port;

  @Override
  RedisLink link() throws Exception {
    port = Ports.free();
    redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    link = new PlainLink(vertx, port);
    await(link.connect());
    return link;
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
  void acquire_threeInstancesAtOnce_exactlyTheLimitIsGrantedByAllTogether() throws Exception {
    List<Vertx> others = List.of(Vertx.vertx(), Vertx.vertx());
    try {
      List<Future<Integer>> takers = new ArrayList<>();
      List<QuotaClient> clients = new ArrayList<>(List.of(client));
      for (Vertx other : others) {
        PlainLink way = new PlainLink(other, port);
        await(way.connect());
        QuotaClient there = new QuotaClient(Bus.register(other));
        Quotas quotas =
            new Quotas(new VertxClock(other), way, "ws", options(), new SimpleMeterRegistry());
        await(other.deployVerticle(new RateLimitVerticle(quotas, PROVIDERS)));
        clients.add(there);
      }
      List<Vertx> all = List.of(vertx, others.get(0), others.get(1));
      for (int taker = 0; taker < 9; taker++) {
        takers.add(Taker.deploy(all.get(taker % 3), clients.get(taker % 3), LIMIT));
      }
      int granted = 0;
      for (Future<Integer> taker : takers) {
        granted += await(taker);
      }
      assertThat(granted).isEqualTo(LIMIT);
    } finally {
      for (Vertx other : others) {
        await(other.close());
      }
    }
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
