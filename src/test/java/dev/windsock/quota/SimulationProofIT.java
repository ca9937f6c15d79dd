package dev.windsock.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.quota.History.Event;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The long form of {@link SimulationTest}, on all cores: {@code -Dwindsock.quota.histories=100000}
 * from {@code -Dwindsock.quota.seed=1} on. It says which seeds failed; SimulationTest replays one.
 */
@Tag("proof")
class SimulationProofIT {
  private static final int HISTORIES = Integer.getInteger("windsock.quota.histories", 100_000);
  private static final long SEED = Long.getLong("windsock.quota.seed", 1);
  private static final int CHUNK = 500;

  /** What some histories came to. */
  private static final class Sum {
    private final Map<Event, Long> events = new EnumMap<>(Event.class);
    private final List<String> violations = new ArrayList<>();
    private long histories;
    private long arrived;

    void add(long seed) {
      History history = SimulationTest.run(seed, Flaw.NONE);
      histories++;
      arrived += history.arrived();
      history.events().forEach((event, times) -> events.merge(event, (long) times, Long::sum));
      history.violations().stream()
          .findFirst()
          .ifPresent(found -> violations.add("seed " + seed + ": " + found + ", " + history));
    }

    void add(Sum other) {
      histories += other.histories;
      arrived += other.arrived;
      other.events.forEach((event, times) -> events.merge(event, times, Long::sum));
      violations.addAll(other.violations);
    }
  }

  @Test
  void histories_aHundredThousand_neverExceedAnyWindow() throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    ExecutorService workers = Executors.newFixedThreadPool(cores);
    long start = System.nanoTime();
    Sum sum = new Sum();
    try {
      List<Callable<Sum>> chunks = new ArrayList<>();
      for (long from = SEED; from < SEED + HISTORIES; from += CHUNK) {
        long first = from;
        long end = Math.min(SEED + HISTORIES, from + CHUNK);
        chunks.add(
            () -> {
              Sum part = new Sum();
              for (long seed = first; seed < end; seed++) {
                part.add(seed);
              }
              return part;
            });
      }
      for (Future<Sum> part : workers.invokeAll(chunks)) {
        sum.add(part.get());
      }
    } finally {
      workers.shutdownNow();
    }
    System.out.printf(
        "%d histories of a minute from seed %d on, %d calls, %d violations, %d s on %d cores%n%s%n",
        sum.histories,
        SEED,
        sum.arrived,
        sum.violations.size(),
        (System.nanoTime() - start) / 1_000_000_000,
        cores,
        sum.events);
    assertThat(sum.violations).isEmpty();
    assertThat(sum.events.keySet()).containsExactlyInAnyOrder(Event.values());
    assertThat(sum.arrived).isGreaterThan(10L * HISTORIES);
  }
}
