package dev.windsock.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.redis.client.Command;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster puts a replica in the place of a master that died. */
@Timeout(90)
class ClusterFailoverIT {
  @TempDir private Path dir;

  @Test
  void link_masterDiesWithAReplica_isFollowedToIt() throws Exception {
    try (TestCluster cluster = TestCluster.start(dir);
        Watched on = new Watched(cluster.options())) {
      int dead = cluster.masterOf("k");
      on.untilAnswered(Command.SET, "k", "kept");
      cluster.addReplica(dead);
      LinkState.Up before = (LinkState.Up) on.link.at("k").state();
      cluster.kill(dead);
      on.untilAnswered(Command.GET, "k");
      assertThat(on.run(Command.GET, "k")).hasToString("kept");
      assertThat(on.link.nodes()).hasSize(3);
      assertThat(((LinkState.Up) on.link.at("k").state()).runId()).isNotEqualTo(before.runId());
    }
  }
}
