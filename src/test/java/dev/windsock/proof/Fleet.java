package dev.windsock.proof;

import dev.windsock.lab.Lab;
import dev.windsock.lab.Limit;
import dev.windsock.redis.FaultProxy;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Several instances of the packaged service, each a process of its own with its own data directory
 * and its own way to Redis. Faults are done to it from one thread; its {@link #calm} may be asked
 * from any.
 */
final class Fleet implements AutoCloseable {
  static final int INSTANCES = 4;
  static final long DEADLINE_MILLIS = 5_000;

  /** A call's way to the upstream, enforced by the providers' deadline. */
  static final long TRANSIT_MILLIS = 1_000;

  private final List<Member> members = new ArrayList<>();

  /** One instance. */
  private static final class Member {
    private final int port;
    private final FaultProxy way;
    private final List<String> arguments;
    private JarProcess process;
    private volatile boolean down;
    private volatile long disturbedNanos;

    private Member(int port, FaultProxy way, List<String> arguments) throws Exception {
      this.port = port;
      this.way = way;
      this.arguments = arguments;
      this.process = start();
      this.disturbedNanos = System.nanoTime();
    }

    private JarProcess start() throws Exception {
      return JarProcess.start(
          List.of("-Xmx160m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), arguments);
    }
  }

  /** With limits that are what the instances are told, whatever the lab counts. */
  static Fleet start(
      Vertx network, int redisPort, Lab lab, Map<String, List<Limit>> limits, Path directory)
      throws Exception {
    Fleet fleet = new Fleet();
    try {
      for (int i = 0; i < INSTANCES; i++) {
        FaultProxy way = FaultProxy.start(network, redisPort);
        int port = freePort();
        fleet.members.add(
            new Member(port, way, arguments(port, way, lab, limits, directory.resolve("i" + i))));
      }
      return fleet;
    } catch (Exception | Error e) {
      fleet.close();
      throw e;
    }
  }

  private static int freePort() throws Exception {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private static List<String> arguments(
      int port, FaultProxy way, Lab lab, Map<String, List<Limit>> limits, Path directory) {
    List<String> settings =
        Settings.of(port, way.port(), INSTANCES)
            .with(
                "http.requestDeadline=" + DEADLINE_MILLIS + "ms",
                "quota.localShare=0.4",
                "quota.dataDir=" + directory,
                "quota.permitValidity=500ms",
                "quota.transit=" + TRANSIT_MILLIS + "ms",
                "providers.defaults.deadline=" + TRANSIT_MILLIS + "ms")
            .with(lab, limits)
            .all();
    List<String> arguments = new ArrayList<>(List.of("serve"));
    settings.forEach(setting -> arguments.addAll(List.of("--set", setting)));
    return arguments;
  }

  int port(int i) {
    return members.get(i).port;
  }

  /** Whether an instance was there and running ever since an instant, and is so now. */
  boolean calm(int i, long sinceNanos) {
    Member member = members.get(i);
    return !member.down && member.disturbedNanos - sinceNanos < 0;
  }

  boolean isUp(int i) {
    return !members.get(i).down;
  }

  FaultProxy way(int i) {
    return members.get(i).way;
  }

  /** Takes an instance away. What it was asked cannot be answered in time. */
  JarProcess takeAway(int i) {
    Member member = members.get(i);
    member.down = true;
    return member.process;
  }

  /** It is there again, as it was. */
  void isBack(int i) {
    Member member = members.get(i);
    member.disturbedNanos = System.nanoTime();
    member.down = false;
  }

  /** Starts another process in the place of one that has ended. */
  void replace(int i) throws Exception {
    Member member = members.get(i);
    member.process = member.start();
    isBack(i);
  }

  /** The last lines that each wrote. */
  String logs() {
    return members.stream()
        .map(member -> String.join("\n", member.process.log()))
        .collect(Collectors.joining("\n---\n"));
  }

  @Override
  public void close() throws Exception {
    for (Member member : members) {
      member.process.kill();
    }
  }
}
