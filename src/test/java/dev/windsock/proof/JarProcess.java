package dev.windsock.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged service as a process of its own. */
final class JarProcess implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on http://[^:]+:(\\d+)");
  private static final Pattern USED = Pattern.compile("(?:generation|heap) +total.*used (\\d+)K");
  private static final int KEPT = 200;

  private final Process process;
  private final CompletableFuture<Integer> port = new CompletableFuture<>();
  private final List<String> log = new ArrayList<>();

  private JarProcess(Process process) {
    this.process = process;
    Thread reader = new Thread(this::read, "proof-log");
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts it and waits until it listens. */
  static JarProcess start(List<String> jvmOptions, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(tool("java")));
    command.addAll(jvmOptions);
    command.addAll(List.of("-cp", jar().toString(), "dev.windsock.Main"));
    command.addAll(arguments);
    JarProcess started =
        new JarProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    try {
      started.port.get(60, TimeUnit.SECONDS);
      return started;
    } catch (Exception e) {
      started.close();
      throw new IllegalStateException("it does not listen: " + started.log(), e);
    }
  }

  private static String tool(String name) {
    return Path.of(System.getProperty("java.home"), "bin", name).toString();
  }

  private static Path jar() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("target"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("windsock-.*-all\\.jar"))
          .findFirst()
          .orElseThrow(
              () -> new IllegalStateException("there is no jar; run ./mvnw package first"));
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher listening = LISTENING.matcher(line);
        if (listening.find()) {
          port.complete(Integer.valueOf(listening.group(1)));
        }
        keep(line);
      }
    } catch (IOException e) {
      keep(e.toString());
    }
    port.completeExceptionally(new IllegalStateException("it has ended"));
  }

  private synchronized void keep(String line) {
    if (log.size() == KEPT) {
      log.remove(0);
    }
    log.add(line);
  }

  /** The last lines that it wrote. */
  synchronized List<String> log() {
    return List.copyOf(log);
  }

  int port() {
    return port.join();
  }

  /** Ends it as kill -9 does; returns once it is gone. */
  void kill() throws Exception {
    process.destroyForcibly().waitFor(15, TimeUnit.SECONDS);
  }

  /** Stops it as it is, or lets it go on: {@code STOP} or {@code CONT}. */
  void signal(String name) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
      throw new IllegalStateException("cannot send " + name + " to " + process.pid());
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** The bytes of the heap that are still reached, after a full collection. */
  long liveBytes() throws Exception {
    ask("GC.run");
    Matcher used = USED.matcher(ask("GC.heap_info"));
    long kib = 0;
    int found = 0;
    for (; used.find(); found++) {
      kib += Long.parseLong(used.group(1));
    }
    if (found == 0) {
      throw new IllegalStateException("no heap in what jcmd says");
    }
    return kib << 10;
  }

  /** How many objects of a class are still reached, after a full collection. */
  long liveObjects(String className) throws Exception {
    Pattern row =
        Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(className) + "( .*)?$");
    Matcher found = row.matcher(ask("GC.class_histogram"));
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }

  private String ask(String command) throws Exception {
    Process asking =
        new ProcessBuilder(tool("jcmd"), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(asking.getInputStream().readAllBytes(), UTF_8);
    if (!asking.waitFor(30, TimeUnit.SECONDS) || asking.exitValue() != 0) {
      throw new IllegalStateException("jcmd " + command + ": " + said);
    }
    return said;
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    if (!process.waitFor(15, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
