package dev.windsock.quota;

import dev.windsock.bus.Messages.Acquire;
import dev.windsock.bus.Messages.Permit;
import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.Messages.Settle;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One random history of instances that call one provider through one failing Redis, in virtual
 * time, and the strict count of what arrived at the provider. The same seed gives the same history.
 */
final class History {
  private static final long MILLI = 1_000_000;

  /** By then every instance has met the ledger: the guarantee's assumption on a first start. */
  private static final long FIRST_FAULT_NANOS = 1_000 * MILLI;

  private final Random random;
  private final ManualClock clock = new ManualClock();
  private final SimulatedRedis redis;
  private final List<Long> arrivals = new ArrayList<>();
  private final List<Instance> instances = new ArrayList<>();
  private final List<Window> windows = new ArrayList<>();
  private final QuotaOptions options;
  private final boolean faults;
  private long callMillis = 0;

  /** Without faults, and with these options. */
  History(long seed, QuotaOptions options, Window... windows) {
    this.random = new Random(seed);
    this.faults = false;
    this.redis = new SimulatedRedis(clock, random);
    this.windows.addAll(List.of(windows));
    this.options = options;
  }

  History(long seed, boolean faults, int instances, Window... windows) {
    this.random = new Random(seed);
    this.faults = faults;
    this.redis = new SimulatedRedis(clock, random);
    this.windows.addAll(List.of(windows));
    this.options =
        new QuotaOptions(
            instances,
            0.2,
            "",
            10_000,
            Duration.ofMillis(200 + random.nextInt(300)),
            Duration.ofMillis(200 + random.nextInt(1_800)),
            Duration.ofMillis(random.nextInt(500)));
  }

  /** Without faults: every call is answered after so long. */
  History answeredAfter(long millis) {
    callMillis = millis;
    return this;
  }

  /** A history in which everything is drawn. */
  static History drawn(long seed) {
    Random random = new Random(seed);
    List<Window> windows = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      windows.add(
          new Window(2 + random.nextInt(20), Duration.ofSeconds(1 + random.nextInt(10) + 20 * i)));
    }
    return new History(seed, true, 1 + random.nextInt(4), windows.toArray(new Window[0]));
  }

  /** Lets so many of the instances ask at such a rate for so long. */
  void run(Duration length, int busy, long meanPauseMillis) {
    for (int i = 0; i < options.instances(); i++) {
      Instance instance = new Instance();
      instance.start();
      instances.add(instance);
      if (i < busy) {
        ask(instance, meanPauseMillis);
      }
    }
    if (faults) {
      clock.every(random.nextInt(200) * MILLI + MILLI, redis::replicate);
      clock.after(FIRST_FAULT_NANOS, this::fail);
    }
    clock.advance(length);
  }

  /** One process after another in one place, with one journal. */
  private final class Instance {
    private final Journal journal = new MemoryJournal();
    private SimulatedRedis.Link link = redis.connect();
    private Quotas quotas = quotas();
    private int runs;

    private Quotas quotas() {
      return new Quotas(clock, link, "ws", options, new SimpleMeterRegistry());
    }

    private void start() {
      quotas.start(Runnable::run, journal, Map.of("p", new ProviderQuota(windows, "")));
    }

    /** Ends the process, by a signal that it can or cannot catch, and starts another. */
    private void restart(boolean clean) {
      runs++;
      if (clean) {
        quotas.close();
      }
      link.close();
      link = redis.connect();
      quotas = quotas();
      start();
    }
  }

  private void ask(Instance instance, long meanPauseMillis) {
    clock.after(
        (1 + (long) (-Math.log(1 - random.nextDouble()) * meanPauseMillis)) * MILLI,
        () -> {
          Priority priority = random.nextInt(4) == 0 ? Priority.WARMING : Priority.INTERACTIVE;
          long wait = random.nextBoolean() ? 0 : random.nextInt(3_000);
          int run = instance.runs;
          instance
              .quotas
              .acquire(new Acquire("p", 1, 1 + random.nextInt(3), priority, wait))
              .onComplete(
                  done -> {
                    if (run == instance.runs) {
                      send(instance, done.result());
                    }
                  });
          ask(instance, meanPauseMillis);
        });
  }

  private void send(Instance instance, Permit permit) {
    for (int i = 0; i < permit.granted(); i++) {
      if (!faults) {
        arrive(instance, permit, 1, callMillis * MILLI);
      } else if (random.nextInt(20) > 0) {
        sendFaulty(instance, permit);
      } else if (random.nextBoolean()) {
        settle(instance, permit, random.nextInt(500) * MILLI, false);
      }
    }
  }

  private void sendFaulty(Instance instance, Permit permit) {
    long transit = options.transit().toNanos();
    boolean extreme = random.nextInt(3) == 0;
    long before = extreme ? 0 : (long) (random.nextDouble() * permit.validMillis() * MILLI);
    boolean longest = extreme && random.nextBoolean();
    long under = longest ? transit : (long) (random.nextDouble() * transit);
    boolean answered = random.nextInt(8) > 0;
    long back = answered ? (long) (random.nextDouble() * random.nextDouble() * transit) : -1;
    arrive(instance, permit, 1 + before + under, back);
  }

  /** A call arrives, and its answer is back after so long; -1 for never. */
  private void arrive(Instance instance, Permit permit, long afterNanos, long backNanos) {
    clock.after(afterNanos, () -> arrivals.add(clock.nanos()));
    if (backNanos >= 0) {
      settle(instance, permit, afterNanos + backNanos, true);
    }
  }

  private void settle(Instance instance, Permit permit, long afterNanos, boolean sent) {
    int run = instance.runs;
    clock.after(
        afterNanos + 1,
        () -> {
          if (run == instance.runs) {
            instance.quotas.settle(new Settle("p", permit.grant(), 1, sent));
          }
        });
  }

  /** What the configuration allows, or the part of the shortest window that caps it. */
  private long atMost(Duration allowed, long part) {
    return windows.stream()
        .mapToLong(window -> Math.min(allowed.toNanos(), window.window().toNanos() / part))
        .min()
        .orElseThrow();
  }

  private void fail() {
    clock.after(
        (long) (random.nextDouble() * 20_000 * MILLI),
        () -> {
          switch (random.nextInt(8)) {
            case 0 -> redis.flush();
            case 1 -> redis.restartEmpty();
            case 2 -> redis.failOver(9_000);
            case 3 -> {
              double step = atMost(options.clockStep(), 10) / 1_000.0;
              redis.stepClock((long) ((2 * random.nextDouble() - 1) * step));
            }
            case 4 -> instances.get(random.nextInt(instances.size())).restart(random.nextBoolean());
            default -> redis.cut(random.nextInt(5_000));
          }
          fail();
        });
  }

  /** Calls that arrived. */
  int arrived() {
    return arrivals.size();
  }

  /** Breaches of a limit, counted strictly over every window that begins with an arrival. */
  List<String> violations() {
    Collections.sort(arrivals);
    List<String> violations = new ArrayList<>();
    for (Window window : windows) {
      int limit = (int) window.limit();
      for (int i = 0; i + limit < arrivals.size(); i++) {
        long span = arrivals.get(i + limit) - arrivals.get(i);
        if (span < window.window().toNanos()) {
          violations.add(
              limit
                  + 1
                  + " within "
                  + span / 1e9
                  + " s from "
                  + arrivals.get(i) / 1e9
                  + " of "
                  + window);
        }
      }
    }
    return violations;
  }

  @Override
  public String toString() {
    return options.instances() + " instances, " + windows + ", " + options;
  }
}
