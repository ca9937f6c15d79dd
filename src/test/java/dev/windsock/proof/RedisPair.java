package dev.windsock.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.windsock.redis.FaultProxy;
import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;

/** A real Redis master and its replica, which follows through a network that can be cut. */
final class RedisPair implements AutoCloseable {
  private static final int MAX_LOOKS = 200;

  private final Vertx vertx;
  private final Path directory;
  private TestRedis master;
  private TestRedis replica;
  private FaultProxy stream;

  private RedisPair(Vertx vertx, Path directory, TestRedis master, TestRedis replica)
      throws Exception {
    this.vertx = vertx;
    this.directory = directory;
    this.master = master;
    this.replica = replica;
    this.stream = FaultProxy.start(vertx, master.port());
  }

  /** Both on free ports; the directory is for what a master writes when it is followed. */
  static RedisPair start(Vertx vertx, Path directory) throws Exception {
    RedisPair pair =
        new RedisPair(vertx, directory, new TestRedis().start(), new TestRedis().start());
    pair.settle(pair.master);
    pair.follow();
    return pair;
  }

  int masterPort() {
    return master.port();
  }

  TestRedis master() {
    return master;
  }

  private void settle(TestRedis node) throws IOException {
    command(node, "CONFIG", "SET", "dir", directory.toString());
    command(node, "CONFIG", "SET", "repl-diskless-sync", "yes");
    command(node, "CONFIG", "SET", "repl-diskless-sync-delay", "0");
  }

  private void follow() throws Exception {
    settle(replica);
    command(replica, "REPLICAOF", "127.0.0.1", Integer.toString(stream.port()));
    for (int look = 0; !command(replica, "ROLE").contains("connected"); look++) {
      if (look == MAX_LOOKS) {
        throw new IllegalStateException("the replica does not follow");
      }
      Pause.of(vertx, 50);
    }
  }

  /** Says a command to the master. */
  void command(String... words) throws IOException {
    command(master, words);
  }

  private static String command(TestRedis node, String... words) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), node.port())) {
      socket.setSoTimeout(10_000);
      StringBuilder request = new StringBuilder("*" + words.length + "\r\n");
      for (String word : words) {
        request.append("$").append(word.getBytes(UTF_8).length).append("\r\n");
        request.append(word).append("\r\n");
      }
      socket.getOutputStream().write((request + "*1\r\n$4\r\nQUIT\r\n").getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      StringBuilder reply = new StringBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        reply.append(line).append('\n');
      }
      if (reply.indexOf("-") == 0) {
        throw new IOException(String.join(" ", words) + ": " + reply);
      }
      return reply.toString();
    }
  }

  /** Kills the master; it comes back empty, after so long, and the replica loses all too. */
  void loseMaster(long awayMillis) throws Exception {
    master.kill();
    Pause.of(vertx, awayMillis);
    master.start();
    settle(master);
  }

  /** From now on the replica misses what is written. */
  void cutStream() {
    stream.hold();
  }

  /** The replica takes over. Returns the old master, which serves on until {@link #rejoin}. */
  TestRedis promote() throws Exception {
    TestRedis old = master;
    command(replica, "REPLICAOF", "NO", "ONE");
    master = replica;
    return old;
  }

  /** The old master ends; an empty one follows the new master. */
  void rejoin(TestRedis old) throws Exception {
    old.close();
    stream.cut();
    stream = FaultProxy.start(vertx, master.port());
    replica = new TestRedis().start();
    follow();
  }

  @Override
  public void close() throws Exception {
    master.close();
    replica.close();
  }
}
