package dev.windsock.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.windsock.option.Secret;
import dev.windsock.redis.RedisOptions.Mode;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/** A real Redis of the test's own on a free port, that can be killed, stopped and started again. */
public final class TestRedis implements AutoCloseable {
  private final int port;
  private final String password;
  private @Nullable RedisServer server;
  private long pid;

  /** A Redis without a password, not started. */
  public TestRedis() throws IOException {
    this("");
  }

  /** A Redis that asks for a password unless it is empty, not started. */
  public TestRedis(String password) throws IOException {
    this.password = password;
    this.port = Ports.free();
  }

  /** Starts it empty; returns once it answers. */
  public TestRedis start() throws IOException {
    var builder =
        RedisServer.newRedisServer()
            .port(port)
            .setting("bind 127.0.0.1")
            .setting("save \"\"")
            .setting("appendonly no");
    if (!password.isEmpty()) {
      builder.setting("requirepass " + password);
    }
    RedisServer starting = builder.build();
    starting.start();
    server = starting;
    pid = ask();
    return this;
  }

  /** Kills it at once. */
  public void kill() throws Exception {
    signal("KILL");
    close();
  }

  /** Hangs it: connections stay open and nothing answers. */
  public void hang() throws Exception {
    signal("STOP");
  }

  /** Lets a hung one go on. */
  public void resume() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("cannot send " + name + " to " + pid);
    }
  }

  /** Asks the server itself: its command line is rewritten once it runs. */
  private long ask() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5000);
      String auth = password.isEmpty() ? "" : "AUTH " + password + "\r\n";
      socket.getOutputStream().write((auth + "INFO server\r\n").getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      while (true) {
        String line = reader.readLine();
        if (line == null) {
          throw new IOException("no process_id from Redis on port " + port);
        }
        if (line.startsWith("process_id:")) {
          return Long.parseLong(line.substring("process_id:".length()));
        }
      }
    }
  }

  /** Waits for a reply that must not be nil. */
  public static Response reply(Future<@Nullable Response> future) throws Exception {
    return Objects.requireNonNull(
        future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS));
  }

  public int port() {
    return port;
  }

  /** Options to reach it. */
  public RedisOptions options() {
    return options(password);
  }

  /** Options to reach it with a password. */
  public RedisOptions options(String with) {
    return options(port, with);
  }

  /** Options to reach a Redis on a port of this host. */
  public static RedisOptions options(int port, String password) {
    return new RedisOptions(
        Mode.STANDALONE,
        List.of("redis://127.0.0.1:" + port),
        "",
        "",
        Secret.of(password),
        false,
        "",
        Duration.ofSeconds(3),
        Duration.ofMillis(125),
        Duration.ofMillis(125),
        "ws");
  }

  @Override
  public void close() throws IOException {
    if (server != null) {
      try {
        resume();
      } catch (Exception e) {
        // It is gone already.
      }
      server.stop();
    }
  }
}
