package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Outages.Fault;
import dev.windsock.cache.Outages.Seen;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Redis goes away under load and comes back: nobody notices, and nothing is lost. */
@Timeout(400)
class OutageIT {
  private static Fault fault(Step begin, Step end) {
    return new Fault() {
      @Override
      public void begin() throws Exception {
        begin.run();
      }

      @Override
      public void end() throws Exception {
        end.run();
      }
    };
  }

  private interface Step {
    void run() throws Exception;
  }

  private static Map<String, Fault> faults(Outages load) {
    Map<String, Fault> all = new LinkedHashMap<>();
    all.put("killed", fault(load.redis::kill, load.redis::start));
    all.put("stopped", fault(load.redis::hang, load.redis::resume));
    all.put("partitioned", fault(load.proxy::hold, load.proxy::pass));
    return all;
  }

  @Test
  void load_redisIsAwayForAMoment_noErrorAndNothingLost() throws Exception {
    try (Outages load = new Outages()) {
      for (Map.Entry<String, Fault> each : faults(load).entrySet()) {
        Seen seen = load.run(each.getKey(), each.getValue(), 300);
        assertThat(seen.calls()).isPositive();
      }
    }
  }

  @Tag("proof")
  @Test
  void load_redisIsAwayForLong_costsLittleAndIsBackWithinASecond() throws Exception {
    try (Outages load = new Outages()) {
      for (Map.Entry<String, Fault> each : faults(load).entrySet()) {
        for (int seconds : new int[] {1, 14, 60}) {
          Seen seen = load.run(each.getKey() + seconds, each.getValue(), seconds * 1000L);
          System.out.printf(
              "%-12s %2d s: %5d calls, no error; first at most %.1f ms; p99 %.2f ms before, %.2f ms"
                  + " away; back after %.0f ms, all written after %.0f ms more%n",
              each.getKey(),
              seconds,
              seen.calls(),
              seen.firstNanos() / 1e6,
              seen.healthyNanos() / 1e6,
              seen.awayNanos() / 1e6,
              seen.backNanos() / 1e6,
              seen.wholeNanos() / 1e6);
          assertThat(seen.awayNanos() - seen.healthyNanos()).isLessThan(2_000_000);
          assertThat(seen.backNanos()).isLessThan(1_000_000_000);
        }
      }
    }
  }
}
