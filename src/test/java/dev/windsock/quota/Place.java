package dev.windsock.quota;

import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import java.util.Random;

/** Where one simulated process after another of an instance runs. */
final class Place {
  private final ManualClock real;
  private final SimulatedRedis redis;
  private final Random random;
  private final double maxDrift;
  private final boolean forgetful;
  private Journal journal = new MemoryJournal();
  private final QuotaOptions options;
  private ProviderQuota provider;
  private ProcessClock clock;
  private SimulatedRedis.Link link;
  private Quotas quotas;
  private boolean fresh = true;

  /**
   * @param forgetful whether every process believes that it is the first
   */
  Place(
      ManualClock real,
      SimulatedRedis redis,
      Random random,
      double maxDrift,
      QuotaOptions options,
      ProviderQuota provider,
      boolean forgetful) {
    this.real = real;
    this.redis = redis;
    this.random = random;
    this.maxDrift = maxDrift;
    this.options = options;
    this.provider = provider;
    this.forgetful = forgetful;
    this.clock = newClock();
    this.link = redis.connect(clock);
    this.quotas = newQuotas();
  }

  private ProcessClock newClock() {
    return new ProcessClock(real, (2 * random.nextDouble() - 1) * maxDrift);
  }

  private Quotas newQuotas() {
    Quotas fresh = new Quotas(clock, link, "ws", options, new SimpleMeterRegistry());
    fresh.start(clock::run, journal, Map.of("p", provider));
    return fresh;
  }

  Quotas quotas() {
    return quotas;
  }

  ProcessClock clock() {
    return clock;
  }

  boolean isUp() {
    return !clock.isEnded();
  }

  /** Whether its process would not notice that a ledger was lost: it never met one. */
  boolean isUnaware() {
    return fresh && !link.heard();
  }

  /** The process ends, by a signal that it can or cannot catch. */
  void end(boolean clean) {
    if (clean) {
      quotas.close();
    }
    clock.end();
  }

  /** Another process starts, with the journal or without. */
  void start(boolean remembering) {
    fresh = !remembering || forgetful;
    journal = fresh ? new MemoryJournal() : journal;
    clock = newClock();
    link = redis.connect(clock);
    quotas = newQuotas();
  }

  /** The process goes on with other limits, or the next one begins with them. */
  void reload(ProviderQuota limits, Runnable done) {
    provider = limits;
    if (!isUp()) {
      done.run();
      return;
    }
    clock.run(
        () -> {
          quotas.reconfigure(options, Map.of("p", limits));
          done.run();
        });
  }
}
