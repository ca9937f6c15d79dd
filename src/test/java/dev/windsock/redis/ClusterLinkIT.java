package dev.windsock.redis;

import static dev.windsock.redis.Watched.await;
import static dev.windsock.redis.Watched.failure;
import static dev.windsock.redis.Watched.there;
import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.time.VertxClock;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The link over a real cluster of three masters. */
@Timeout(90)
class ClusterLinkIT {
  private static final Script SUM = Script.load(ClusterLinkIT.class, "sum.lua");

  private final Keys keys = new Keys("ws", 16);
  @TempDir private static Path dir;
  private static TestCluster cluster;
  private Watched on;

  @BeforeAll
  static void start() throws Exception {
    cluster = TestCluster.start(dir);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() throws Exception {
    on = new Watched(cluster.options());
    on.until(() -> on.link.nodes().size() == 3 && up() == 3);
  }

  @AfterEach
  void close() throws Exception {
    on.close();
  }

  private int up() {
    return (int) on.registry.get("windsock.redis.nodes").tag("state", "up").gauge().value();
  }

  private String key(int bucket) {
    return keys.bucketKey(bucket, "k");
  }

  @Test
  void send_keysOfEveryBucket_goToTheirMaster() throws Exception {
    List<Integer> masters = new ArrayList<>();
    for (int b = 0; b < 16; b++) {
      assertThat(on.run(Command.SET, key(b), b)).hasToString("OK");
      assertThat(on.run(Command.MGET, key(b), keys.bucketKey(b, "none")).get(0).toInteger())
          .isEqualTo(b);
      int master = cluster.masterOf(key(b));
      masters.add(master);
      assertThat(cluster.run(master, "GET " + key(b))).contains("\n" + b + "\n");
    }
    assertThat(masters).contains(0, 1, 2);
    assertThat(failure(on.send(Command.MGET, key(0), key(1)))).hasMessageContaining("one slot");
    assertThat(on.registry.get("windsock.redis.nodes").tag("state", "down").gauge().value())
        .isZero();
  }

  @Test
  void eval_nodeThatDoesNotKnowTheScript_isLoadedThere() throws Exception {
    for (int round = 0; round < 2; round++) {
      for (int b = 0; b < 16; b++) {
        assertThat(
                there(on.link.eval(SUM, List.of(key(b)), List.of("2", Integer.toString(b))))
                    .toInteger())
            .isEqualTo(2 + b);
      }
      for (int node = 0; node < 3; node++) {
        cluster.run(node, "SCRIPT FLUSH");
      }
    }
  }

  @Test
  void nodes_oneDies_itsKeysFailAtOnceAndTheOthersAreServed() throws Exception {
    int dead = cluster.masterOf(key(0));
    LinkState.Up before = (LinkState.Up) on.link.at(key(0)).state();
    assertThat(before.runId()).hasSize(40);
    cluster.kill(dead);
    on.until(() -> on.link.at(key(0)).state() instanceof LinkState.Down);
    assertThat(on.link.state()).isInstanceOf(LinkState.Up.class);
    assertThat(up()).isEqualTo(2);
    for (int b = 0; b < 16; b++) {
      Future<@Nullable Response> set = on.send(Command.SET, key(b), "v");
      if (cluster.masterOf(key(b)) == dead) {
        assertThat(set.failed()).isTrue();
        assertThat(set.cause()).isInstanceOf(LinkDownException.class);
      } else {
        assertThat(await(set)).hasToString("OK");
      }
    }
    cluster.restart(dead);
    on.untilAnswered(Command.SET, key(0), "again");
    LinkState.Up after = (LinkState.Up) on.link.at(key(0)).state();
    assertThat(after.runId()).hasSize(40).isNotEqualTo(before.runId());
    assertThat(after.generation()).isGreaterThan(before.generation());
  }

  @Test
  void nodes_oneHangs_isNoticedWithoutTouchingTheOthers() throws Exception {
    int hung = cluster.masterOf(key(0));
    cluster.hang(hung);
    assertThat(failure(on.send(Command.GET, key(0)))).isInstanceOf(LinkDownException.class);
    assertThat(on.link.at(key(0)).state()).isInstanceOf(LinkState.Down.class);
    for (int b = 0; b < 16; b++) {
      if (cluster.masterOf(key(b)) != hung) {
        assertThat(on.run(Command.SET, key(b), "v")).hasToString("OK");
      }
    }
    cluster.resume(hung);
    on.untilAnswered(Command.GET, key(0));
  }

  @Test
  void send_slotMoved_isFollowed() throws Exception {
    String key = "{moved}";
    int from = cluster.masterOf(key);
    int to = (from + 1) % 3;
    cluster.move(Layout.slot(key), to);
    assertThat(on.run(Command.SET, key, "moved")).hasToString("OK");
    assertThat(cluster.run(to, "GET " + key)).contains("moved");
    // The scripts' way as well, and the node that has it is the one whose state counts.
    assertThat(there(on.link.eval(SUM, List.of(key), List.of("1", "1"))).toInteger()).isEqualTo(2);
  }

  @Test
  void send_slotIsMigrating_isAskedWhereItGoes() throws Exception {
    String key = "{migrating}";
    int from = cluster.masterOf(key);
    int to = (from + 1) % 3;
    int slot = Layout.slot(key);
    String fromId = cluster.run(from, "CLUSTER MYID").lines().toList().get(1);
    String toId = cluster.run(to, "CLUSTER MYID").lines().toList().get(1);
    cluster.run(to, "CLUSTER SETSLOT " + slot + " IMPORTING " + fromId);
    cluster.run(from, "CLUSTER SETSLOT " + slot + " MIGRATING " + toId);
    List<Future<@Nullable Response>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(on.send(Command.SET, "{migrating}n" + i, i));
      all.add(on.send(Command.GET, "{migrating}n" + i));
    }
    await(Future.all(all));
    assertThat(cluster.run(from, "GET " + "{migrating}n1")).contains("ASK");
  }

  @Test
  void to_keyOfACluster_followsItsSlot() throws Exception {
    String key = "{followed}";
    SupervisedLink log =
        SupervisedLink.to(
            key, on.vertx, new VertxClock(on.vertx), cluster.options(), on.registry, "log");
    await(log.start());
    on.until(() -> log.state() instanceof LinkState.Up);
    assertThat(await(log.send(Request.cmd(Command.GET).arg(key)))).isNull();
    cluster.move(Layout.slot(key), (cluster.masterOf(key) + 1) % 3);
    assertThat(failure(log.send(Request.cmd(Command.GET).arg(key))))
        .isInstanceOf(LinkDownException.class);
    on.until(() -> log.state() instanceof LinkState.Up);
    assertThat(await(log.send(Request.cmd(Command.SET).arg(key).arg("2")))).hasToString("OK");
  }
}
