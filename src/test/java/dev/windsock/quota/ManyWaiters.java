package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import dev.windsock.bus.QuotaMessages.Acquire;
import dev.windsock.time.ManualClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Many sources with a line before each, in virtual time: who came first is served first. */
final class ManyWaiters {
  private static final int LIMIT = 4;
  private static final long WAIT_MILLIS = 60_000;

  private final ManualClock clock = new ManualClock();
  private final Random random = new Random(1);
  private final List<String> sources = new ArrayList<>();
  private final Map<String, Integer> asked = new HashMap<>();
  private final Map<String, Integer> served = new HashMap<>();
  private final Quotas quotas;
  private final int baseTimers;
  private int waiting;
  private int mostWaiting;
  private int granted;
  private int refused;
  private int outOfOrder;

  /**
   * @param perSource the most that wait for one source
   */
  ManyWaiters(int count, int perSource) {
    QuotaOptions options =
        new QuotaOptions(
            1,
            0.2,
            "",
            perSource,
            Duration.ofMillis(500),
            Duration.ofMillis(500),
            Duration.ofMillis(100));
    this.quotas = new Quotas(clock, null, "ws", options, new SimpleMeterRegistry());
    Map<String, ProviderQuota> providers = new HashMap<>();
    ProviderQuota quota = new ProviderQuota(List.of(new Window(LIMIT, Duration.ofSeconds(1))), "");
    for (int i = 0; i < count; i++) {
      sources.add("s" + i);
      providers.put("s" + i, quota);
    }
    quotas.start(Runnable::run, new MemoryJournal(), providers);
    this.baseTimers = clock.armed();
  }

  /** Asks so often, each time for a source that is drawn, and so fast that lines fill. */
  void ask(int times) {
    for (int i = 0; i < times; i++) {
      String source = sources.get(random.nextInt(sources.size()));
      int number = asked.merge(source, 1, Integer::sum);
      waiting++;
      quotas
          .acquire(new Acquire(source, 1, 1, Priority.INTERACTIVE, WAIT_MILLIS))
          .onSuccess(
              permit -> {
                waiting--;
                if (permit.granted() == 0) {
                  refused++;
                  return;
                }
                granted++;
                if (number <= served.getOrDefault(source, 0)) {
                  outOfOrder++;
                }
                served.put(source, number);
              });
      mostWaiting = Math.max(mostWaiting, waiting);
      if (i % sources.size() == 0) {
        clock.advance(Duration.ofMillis(100));
      }
    }
  }

  /** Lets everybody be served, or give up. */
  void waitForAll() {
    clock.advance(Duration.ofMillis(2 * WAIT_MILLIS));
  }

  int mostWaiting() {
    return mostWaiting;
  }

  int granted() {
    return granted;
  }

  int refused() {
    return refused;
  }

  int outOfOrder() {
    return outOfOrder;
  }

  /** Waiters and timers that are still there. */
  int left() {
    return waiting
        + clock.armed()
        - baseTimers
        + quotas.peek(null).quotas().stream().mapToInt(quota -> quota.waiters()).sum();
  }
}
