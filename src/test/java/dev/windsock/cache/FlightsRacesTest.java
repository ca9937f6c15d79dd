package dev.windsock.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.windsock.cache.Cached.Level;
import dev.windsock.cache.Flights.Boarding;
import dev.windsock.cache.Flights.Flight;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads that board, wait and land few flights at once, by a seed: of an id one flight is in the
 * air at a time, and whoever was let aboard is told once, whoever was not never.
 */
@Timeout(60)
class FlightsRacesTest {
  private static final int THREADS = 4;
  private static final int STEPS = 50_000;
  private static final int IDS = 3;

  private final long seed = Long.getLong("windsock.race.seed", 20_261_124);
  private final Flights<String> flights = new Flights<>();
  private final AtomicIntegerArray inTheAir = new AtomicIntegerArray(IDS);
  private final AtomicInteger together = new AtomicInteger();
  private final AtomicInteger landed = new AtomicInteger();
  private final AtomicInteger waited = new AtomicInteger();

  /** How often one who boarded was told, and what the boarding said. */
  private static final class Passenger {
    final AtomicInteger told = new AtomicInteger();
    Boarding boarding = Boarding.REFUSED;
  }

  @Test
  void board_byManyThreads_oneLeadsAndEachIsToldOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      CyclicBarrier start = new CyclicBarrier(THREADS);
      List<Callable<List<Passenger>>> tasks = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        SplittableRandom random = new SplittableRandom(seed + t);
        tasks.add(
            () -> {
              start.await();
              return fly(random);
            });
      }
      int passengers = 0;
      for (Future<List<Passenger>> done : threads.invokeAll(tasks, 50, TimeUnit.SECONDS)) {
        for (Passenger one : done.get()) {
          passengers++;
          assertThat(one.told).hasValue(one.boarding == Boarding.REFUSED ? 0 : 1);
        }
      }
      assertThat(together).as("flights of an id that were in the air together").hasValue(0);
      assertThat(passengers).isEqualTo(THREADS * STEPS);
      assertThat(landed.get() + waited.get()).isEqualTo(passengers);
      assertThat(flights.size()).isZero();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Boards, and lands what it leads after a few steps; some of it twice, which counts once. */
  private List<Passenger> fly(SplittableRandom random) {
    List<Passenger> all = new ArrayList<>(STEPS);
    List<Flight<String>> led = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      int id = random.nextInt(IDS);
      Passenger passenger = new Passenger();
      List<Flight<String>> mine = new ArrayList<>(1);
      passenger.boarding =
          flights.board(
              Integer.toString(id), (cached, fault) -> passenger.told.incrementAndGet(), mine);
      if (passenger.boarding == Boarding.LEADS) {
        together.addAndGet(inTheAir.getAndIncrement(id) == 0 ? 0 : 1);
        led.addAll(mine);
      } else {
        waited.incrementAndGet();
      }
      all.add(passenger);
      while (!led.isEmpty() && random.nextInt(3) == 0) {
        land(led.remove(random.nextInt(led.size())), random.nextBoolean());
      }
    }
    led.forEach(flight -> land(flight, false));
    return all;
  }

  private void land(Flight<String> flight, boolean twice) {
    landed.incrementAndGet();
    // Before it lands: from then on another of its id may be in the air.
    inTheAir.decrementAndGet(Integer.parseInt(flight.id));
    Cached<String> cached = new Cached<>(flight.id, 1, 2, Level.LOADED, null, null);
    flight.land(cached, null);
    if (twice) {
      flight.land(cached, null);
    }
  }
}
