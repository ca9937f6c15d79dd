package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.redis.Ports;
import dev.windsock.time.ManualClock;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import redis.embedded.RedisServer;

/** Two instances that limit the same client, over a real Redis. */
class SharedClientsIT {
  private static final Duration HOUR = Duration.ofHours(1);

  private final ManualClock clock = new ManualClock();
  private final ClientLimit one = new ClientLimit(100, HOUR, 10, 2, clock);
  private final ClientLimit two = new ClientLimit(100, HOUR, 10, 2, clock);

  private static int spend(ClientLimit limit, int most) {
    int passed = 0;
    while (passed < most && limit.check("a").allowed()) {
      passed++;
    }
    return passed;
  }

  @Test
  void clients_redisUpThenAway_shareTheQuotaThenTheirParts() throws Exception {
    Vertx vertx = Vertx.vertx();
    int port = Ports.free();
    RedisServer redis = RedisServer.newRedisServer().port(port).setting("save \"\"").build();
    redis.start();
    try {
      PlainLink link = new PlainLink(vertx, port);
      LimiterContract.await(link.connect());
      SharedClients first = new SharedClients(one, link, "ws", clock);
      first.start();
      new SharedClients(two, link, "ws", clock).start();
      clock.advance(Duration.ofMillis(100));

      assertThat(spend(one, 70)).isEqualTo(70);
      spend(two, 1);
      clock.advance(Duration.ofMillis(100));
      // A command behind the reports of both: their replies are in when its own is.
      LimiterContract.await(link.send(Request.cmd(Command.PING)));
      clock.advance(Duration.ofMillis(100));
      assertThat(spend(two, 100)).as("what the other left").isBetween(28, 30);

      link.drop("away");
      clock.advance(Duration.ofMillis(100));
      assertThat(two.check("b").remaining()).as("its part, less one").isEqualTo(49);
    } finally {
      redis.stop();
      LimiterContract.await(vertx.close());
    }
  }
}
