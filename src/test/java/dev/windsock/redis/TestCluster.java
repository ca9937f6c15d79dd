package dev.windsock.redis;

import dev.windsock.option.Secret;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A real Redis Cluster of three masters on free ports of this host. */
public final class TestCluster implements AutoCloseable {
  private static final int MASTERS = 3;

  private final Path dir;
  private final List<RedisProcess> nodes = new ArrayList<>();

  private TestCluster(Path dir) {
    this.dir = dir;
  }

  /** Starts it; returns once every node knows all others and the cluster is up. */
  public static TestCluster start(Path dir) throws IOException {
    TestCluster cluster = new TestCluster(dir);
    try {
      for (int i = 0; i < MASTERS; i++) {
        cluster.nodes.add(cluster.node());
      }
      for (int i = 0; i < MASTERS; i++) {
        StringBuilder add = new StringBuilder("CLUSTER ADDSLOTS");
        for (int slot = first(i); slot < first(i + 1); slot++) {
          add.append(' ').append(slot);
        }
        cluster.nodes.get(i).run(add.toString());
        cluster.nodes.get(i).run("CLUSTER SET-CONFIG-EPOCH " + (i + 1));
      }
      for (RedisProcess node : cluster.nodes.subList(1, MASTERS)) {
        node.run("CLUSTER MEET 127.0.0.1 " + cluster.nodes.get(0).port());
      }
      for (RedisProcess node : cluster.nodes) {
        node.until("CLUSTER INFO", "cluster_state:ok");
        node.until("CLUSTER INFO", "cluster_size:" + MASTERS);
      }
      return cluster;
    } catch (IOException | RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  private RedisProcess node() throws IOException {
    return node(Ports.free());
  }

  private RedisProcess node(int port) throws IOException {
    return RedisProcess.server(
        port,
        dir,
        "cluster-enabled yes",
        "cluster-config-file nodes-" + port + ".conf",
        "cluster-node-timeout 1000",
        "cluster-replica-validity-factor 0",
        "cluster-require-full-coverage no",
        "repl-diskless-sync-delay 0");
  }

  private static int first(int master) {
    return Layout.SLOTS * master / MASTERS;
  }

  /** Adds a replica of a master; returns once it is in step. */
  public void addReplica(int of) throws IOException {
    RedisProcess replica = node();
    nodes.add(replica);
    String id = nodes.get(of).run("CLUSTER MYID").lines().toList().get(1);
    replica.run("CLUSTER MEET 127.0.0.1 " + nodes.get(of).port());
    replica.until("CLUSTER NODES", id);
    replica.until("CLUSTER REPLICATE " + id, "OK");
    replica.until("INFO replication", "master_link_status:up");
    for (RedisProcess node : nodes) {
      node.until("CLUSTER SLOTS", ":" + replica.port() + "\n");
    }
  }

  /** How many nodes there are. */
  public int size() {
    return nodes.size();
  }

  /** The node that serves a key at first. */
  public int masterOf(String key) {
    for (int i = 0; i < MASTERS; i++) {
      if (Layout.slot(key) < first(i + 1)) {
        return i;
      }
    }
    throw new IllegalStateException("no slot");
  }

  /** Runs a command on a node. */
  public String run(int node, String command) throws IOException {
    return nodes.get(node).run(command);
  }

  public void kill(int node) throws Exception {
    nodes.get(node).kill();
  }

  public void hang(int node) throws Exception {
    nodes.get(node).hang();
  }

  public void resume(int node) throws Exception {
    nodes.get(node).resume();
  }

  /** Starts a killed node again; it knows the cluster, and has lost its data. */
  public void restart(int node) throws IOException {
    nodes.set(node, node(nodes.get(node).port()));
  }

  /** Moves a slot to another node, empty as it is. */
  public void move(int slot, int to) throws IOException {
    String id = nodes.get(to).run("CLUSTER MYID").lines().toList().get(1);
    nodes.get(to).run("CLUSTER SETSLOT " + slot + " NODE " + id);
    nodes.get(to).run("CLUSTER BUMPEPOCH");
    for (int i = 0; i < MASTERS; i++) {
      nodes.get(i).run("CLUSTER SETSLOT " + slot + " NODE " + id);
    }
  }

  /** Options to reach it, of which only the first node is told. */
  public RedisOptions options() {
    return new RedisOptions(
        RedisOptions.Mode.CLUSTER,
        List.of(nodes.get(0).endpoint(), nodes.get(1).endpoint()),
        "",
        "",
        Secret.of(""),
        false,
        "",
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        "ws");
  }

  @Override
  public void close() {
    nodes.forEach(RedisProcess::close);
  }
}
