package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.option.Secret;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link over a real master with a replica and three Sentinels. */
@Timeout(90)
class SentinelLinkIT {
  private static final String PASSWORD = "right-one";

  private final List<RedisProcess> sentinels = new ArrayList<>();
  @TempDir private Path dir;
  private RedisProcess master;
  private RedisProcess replica;

  @BeforeEach
  void pair() throws Exception {
    master = RedisProcess.server(dir, "requirepass " + PASSWORD, "masterauth " + PASSWORD);
    replica =
        RedisProcess.server(
            dir,
            "requirepass " + PASSWORD,
            "masterauth " + PASSWORD,
            "replicaof 127.0.0.1 " + master.port());
    replica.until("INFO replication", "master_link_status:up");
  }

  private void start(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      sentinels.add(
          RedisProcess.sentinel(
              dir,
              "sentinel monitor main 127.0.0.1 " + master.port() + " " + (count / 2 + 1),
              "sentinel auth-pass main " + PASSWORD,
              "sentinel down-after-milliseconds main 500",
              "sentinel failover-timeout main 2000"));
    }
    for (RedisProcess sentinel : sentinels) {
      await(sentinel, "SENTINEL REPLICAS main", "127.0.0.1:" + replica.port());
      await(sentinel, "SENTINEL MASTER main", "num-other-sentinels\n$1\n" + (count - 1));
    }
  }

  /** A Sentinel has no pace to lend: the replica lends its own. */
  private void await(RedisProcess sentinel, String command, String text) throws Exception {
    for (int i = 0; i < 600; i++) {
      if (sentinel.run(command).contains(text)) {
        return;
      }
      replica.run("DEBUG SLEEP 0.03");
    }
    throw new AssertionError(sentinel.run(command) + " never held " + text);
  }

  private RedisOptions options(String name) {
    return new RedisOptions(
        RedisOptions.Mode.SENTINEL,
        sentinels.stream().map(RedisProcess::endpoint).toList(),
        name,
        "",
        Secret.of(PASSWORD),
        false,
        "",
        Duration.ofSeconds(1),
        Duration.ofMillis(125),
        Duration.ofMillis(250),
        "ws");
  }

  @AfterEach
  void close() {
    sentinels.forEach(RedisProcess::close);
    master.close();
    replica.close();
  }

  @Test
  void link_masterDies_followsTheSentinelsToTheNewOne() throws Exception {
    start(3);
    try (Watched on = new Watched(options("main"))) {
      LinkState.Up first = on.next(LinkState.Up.class);
      on.run(Command.SET, "k", "kept");
      assertThat(on.run(Command.CONFIG, "GET", "port").get("port"))
          .hasToString(Integer.toString(master.port()));
      on.run(Command.WAIT, 1, 100);
      sentinels.remove(0).close();
      master.kill();
      on.next(LinkState.Down.class);
      LinkState.Up second = on.next(LinkState.Up.class);
      assertThat(second.runId()).isNotEqualTo(first.runId());
      assertThat(on.run(Command.CONFIG, "GET", "port").get("port"))
          .hasToString(Integer.toString(replica.port()));
      assertThat(on.run(Command.GET, "k")).hasToString("kept");
    }
  }

  /** Slow: a Sentinel looks at the replicas every 10 s. */
  @Tag("proof")
  @Test
  void link_masterIsDemotedWhileItLives_leavesItForTheNewOne() throws Exception {
    start(1);
    try (Watched on = new Watched(options("main"))) {
      on.next(LinkState.Up.class);
      await(sentinels.get(0), "SENTINEL FAILOVER main", "+OK");
      on.next(LinkState.Down.class);
      on.next(LinkState.Up.class);
      on.untilAnswered(Command.SET, "k", "v");
      assertThat(on.run(Command.CONFIG, "GET", "port").get("port"))
          .hasToString(Integer.toString(replica.port()));
    }
  }

  @Test
  void link_unknownName_saysSo() throws Exception {
    start(1);
    try (Watched on = new Watched(options("other"))) {
      assertThat(on.next(LinkState.Down.class).reason())
          .contains("Sentinel redis://127.0.0.1:" + sentinels.get(0).port())
          .contains("no master named other");
    }
  }
}
