package dev.windsock.proof;

import dev.windsock.redis.TestRedis;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Faults, one after another, drawn from a seed: every kind comes up once in a random order, then
 * every kind again. On one thread.
 */
final class Havoc {
  /** What is done. */
  enum Fault {
    /** kill -9 of the master, which comes back empty. */
    REDIS_KILLED,
    /** SIGSTOP of the master for a while. */
    REDIS_STOPPED,
    /** The replica, which missed the last writes, takes over; the old master serves on a while. */
    REDIS_PROMOTED,
    /** kill -9 of the master, and the replica, which missed the last writes, takes over. */
    REDIS_KILLED_AND_PROMOTED,
    FLUSHALL,
    /** CONFIG SET maxmemory to next to nothing: everything is evicted and writes are refused. */
    MAXMEMORY,
    SCRIPT_FLUSH,
    /** One instance is cut off from Redis. */
    CUT,
    /** What one instance says to Redis, or what Redis says to it, vanishes. */
    ONE_WAY,
    /** kill -9 of an instance, and another start. */
    INSTANCE_KILLED,
    /** SIGTERM of an instance, and another start. */
    INSTANCE_RESTARTED,
    /** SIGSTOP of an instance for a while. */
    INSTANCE_STOPPED
  }

  /** For how long an old master serves on at the most; the limiter assumes 10 s. */
  private static final int OVERLAP_MILLIS = 7_000;

  private final Vertx vertx;
  private final RedisPair redis;
  private final Fleet fleet;
  private final Random random;
  private final List<Fault> next = new ArrayList<>();
  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);
  private final StringBuilder log = new StringBuilder();
  private double mostLoad;
  private final long startNanos = System.nanoTime();

  Havoc(Vertx vertx, RedisPair redis, Fleet fleet, long seed) {
    this.vertx = vertx;
    this.redis = redis;
    this.fleet = fleet;
    this.random = new Random(seed);
  }

  /** Does one fault after another for so long. */
  void wreak(long seconds) throws Exception {
    while (seconds() < seconds) {
      Pause.of(vertx, 1_000 + random.nextInt(4_000));
      if (next.isEmpty()) {
        next.addAll(Arrays.asList(Fault.values()));
        Collections.shuffle(next, random);
      }
      Fault fault = next.remove(0);
      int instance = random.nextInt(Fleet.INSTANCES);
      int millis = 200 + random.nextInt(3_800);
      log.append("%6.1f s %s, instance %d, %d ms%n".formatted(seconds(), fault, instance, millis));
      run(fault, instance, millis);
      done.merge(fault, 1, Integer::sum);
      double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
      mostLoad = Math.max(mostLoad, load);
    }
  }

  private double seconds() {
    return (System.nanoTime() - startNanos) / 1e9;
  }

  private void run(Fault fault, int instance, int millis) throws Exception {
    switch (fault) {
      case REDIS_KILLED -> redis.loseMaster(millis);
      case REDIS_STOPPED -> {
        redis.master().hang();
        Pause.of(vertx, millis);
        redis.master().resume();
      }
      case REDIS_PROMOTED -> promote(millis);
      case REDIS_KILLED_AND_PROMOTED -> {
        redis.cutStream();
        Pause.of(vertx, millis);
        redis.master().kill();
        TestRedis old = redis.promote();
        redirectAll();
        redis.rejoin(old);
      }
      case FLUSHALL -> redis.command("FLUSHALL");
      case MAXMEMORY -> {
        redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-random");
        redis.command("CONFIG", "SET", "maxmemory", "1000");
        Pause.of(vertx, millis);
        redis.command("CONFIG", "SET", "maxmemory", "0");
      }
      case SCRIPT_FLUSH -> redis.command("SCRIPT", "FLUSH");
      case CUT -> {
        fleet.way(instance).cut();
        Pause.of(vertx, millis);
        fleet.way(instance).pass();
      }
      case ONE_WAY -> {
        if (random.nextBoolean()) {
          fleet.way(instance).dropRequests();
        } else {
          fleet.way(instance).dropReplies();
        }
        Pause.of(vertx, millis);
        fleet.way(instance).pass();
      }
      case INSTANCE_KILLED -> {
        fleet.takeAway(instance).kill();
        Pause.of(vertx, millis);
        fleet.replace(instance);
      }
      case INSTANCE_RESTARTED -> {
        fleet.takeAway(instance).close();
        fleet.replace(instance);
      }
      case INSTANCE_STOPPED -> {
        JarProcess process = fleet.takeAway(instance);
        process.signal("STOP");
        Pause.of(vertx, millis);
        process.signal("CONT");
        fleet.isBack(instance);
      }
    }
  }

  private void promote(int millis) throws Exception {
    redis.cutStream();
    Pause.of(vertx, millis);
    TestRedis old = redis.promote();
    int late = random.nextInt(Fleet.INSTANCES);
    for (int i = 0; i < Fleet.INSTANCES; i++) {
      if (i != late) {
        fleet.way(i).redirect(redis.masterPort());
      }
    }
    Pause.of(vertx, random.nextInt(OVERLAP_MILLIS));
    redirectAll();
    redis.rejoin(old);
  }

  private void redirectAll() {
    for (int i = 0; i < Fleet.INSTANCES; i++) {
      fleet.way(i).redirect(redis.masterPort());
    }
  }

  /** The highest load average over a minute that was seen. */
  double mostLoad() {
    return mostLoad;
  }

  /** How often each came. */
  Map<Fault, Integer> done() {
    return done;
  }

  /** What was done when. */
  String log() {
    return log.toString();
  }
}
