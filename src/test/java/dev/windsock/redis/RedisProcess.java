package dev.windsock.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import redis.embedded.core.ExecutableProvider;

/** A real redis-server of the test's own, as server, cluster node or Sentinel. */
final class RedisProcess implements AutoCloseable {
  private final int port;
  private final Process process;
  private final String auth;

  private RedisProcess(int port, Process process, String auth) {
    this.port = port;
    this.process = process;
    this.auth = auth;
  }

  /** Starts one on a free port; returns once it takes connections. */
  static RedisProcess server(Path dir, String... settings) throws IOException {
    return server(Ports.free(), dir, settings);
  }

  /** Starts one on a port. */
  static RedisProcess server(int port, Path dir, String... settings) throws IOException {
    return start(port, dir, false, "Ready to accept connections", settings);
  }

  /** Starts a Sentinel. */
  static RedisProcess sentinel(Path dir, String... settings) throws IOException {
    return start(Ports.free(), dir, true, "+monitor", settings);
  }

  private static RedisProcess start(
      int port, Path dir, boolean sentinel, String ready, String... settings) throws IOException {
    List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "port " + port, "dir " + dir));
    if (!sentinel) {
      lines.addAll(List.of("save \"\"", "appendonly no", "repl-diskless-sync no"));
    }
    lines.addAll(List.of(settings));
    Path file = Files.write(dir.resolve("redis-" + port + ".conf"), lines);
    List<String> command = new ArrayList<>(List.of(executable(dir), file.toString()));
    if (sentinel) {
      command.add("--sentinel");
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    BufferedReader out = process.inputReader(UTF_8);
    List<String> seen = new ArrayList<>();
    for (String line = out.readLine(); ; line = out.readLine()) {
      if (line == null) {
        throw new IOException("redis-server ended: " + seen);
      }
      seen.add(line);
      if (line.contains(ready)) {
        break;
      }
    }
    Thread drain = new Thread(() -> out.lines().forEach(line -> {}), "redis-output");
    drain.setDaemon(true);
    drain.start();
    String auth = "";
    for (String setting : settings) {
      if (setting.startsWith("requirepass ")) {
        auth = setting.replace("requirepass", "AUTH") + "\r\n";
      }
    }
    return new RedisProcess(port, process, auth);
  }

  private static String executable(Path dir) throws IOException {
    return ExecutableProvider.newJarResourceProvider(dir.toFile()).get().getAbsolutePath();
  }

  int port() {
    return port;
  }

  String endpoint() {
    return "redis://127.0.0.1:" + port;
  }

  /** Sends one command and gives all that comes back. */
  String run(String command) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write((auth + command + "\r\nPING\r\n").getBytes(UTF_8));
      BufferedReader reader =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      StringBuilder all = new StringBuilder();
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.equals("+PONG")) {
          break;
        }
        all.append(line).append('\n');
      }
      return all.toString();
    }
  }

  /** Asks until the answer holds a text. */
  void until(String command, String text) throws IOException {
    for (int i = 0; i < 600; i++) {
      if (run(command).contains(text)) {
        return;
      }
      // The pace is the server's.
      run("DEBUG SLEEP 0.03");
    }
    throw new IOException(command + " gave " + run(command) + " and never " + text);
  }

  void kill() throws Exception {
    process.destroyForcibly();
    process.waitFor(10, TimeUnit.SECONDS);
  }

  /** Hangs it. */
  void hang() throws Exception {
    signal("STOP");
  }

  /** Lets it go on. */
  void resume() throws Exception {
    signal("CONT");
  }

  private void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("cannot send " + name);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
