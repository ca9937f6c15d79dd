package dev.windsock.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * At most one load at a time for each id. The first caller opens the flight and loads; those who
 * come meanwhile wait on it. Bounded in flights and in waiters. Thread-safe.
 */
final class Flights<V> {
  private static final int MAX_FLIGHTS = 65_536;
  private static final int MAX_WAITERS = 16_384;

  /** Told what came of a flight, once, on the thread that completes it. */
  interface Waiter<V> {
    /** With a result or, when the value could not be stored, with a fault. */
    void landed(@Nullable Cached<V> cached, @Nullable Throwable fault);
  }

  /** One load of one id. */
  static final class Flight<V> {
    final String id;
    private final Flights<V> flights;
    private @Nullable List<Waiter<V>> waiters = new ArrayList<>(2);

    private Flight(Flights<V> flights, String id) {
      this.flights = flights;
      this.id = id;
    }

    /** Returns 1 when the waiter was taken, 0 when there are too many, -1 when it has landed. */
    private synchronized int add(Waiter<V> waiter) {
      if (waiters == null) {
        return -1;
      }
      if (waiters.size() >= MAX_WAITERS) {
        return 0;
      }
      waiters.add(waiter);
      return 1;
    }

    /** Ends the flight and tells everyone who waited. Only the first call counts. */
    void land(@Nullable Cached<V> cached, @Nullable Throwable fault) {
      List<Waiter<V>> told;
      synchronized (this) {
        told = waiters;
        waiters = null;
      }
      if (told != null) {
        flights.open.remove(id, this);
        told.forEach(waiter -> waiter.landed(cached, fault));
      }
    }
  }

  /** What came of boarding. */
  enum Boarding {
    /** The caller opened the flight and must make it land. */
    LEADS,
    /** Somebody else loads it. */
    WAITS,
    /** Too many load or wait already. */
    REFUSED
  }

  private final ConcurrentHashMap<String, Flight<V>> open = new ConcurrentHashMap<>();

  /**
   * Boards the flight of an id.
   *
   * @param waiter told when it lands; null for a refresh nobody waits for
   * @param led takes the flight when this call leads it
   */
  Boarding board(String id, @Nullable Waiter<V> waiter, List<Flight<V>> led) {
    while (true) {
      Flight<V> flight = open.get(id);
      if (flight == null) {
        if (open.size() >= MAX_FLIGHTS) {
          return Boarding.REFUSED;
        }
        Flight<V> mine = new Flight<>(this, id);
        if (waiter != null) {
          mine.add(waiter);
        }
        if (open.putIfAbsent(id, mine) == null) {
          led.add(mine);
          return Boarding.LEADS;
        }
      } else if (waiter == null) {
        return Boarding.WAITS;
      } else {
        int added = flight.add(waiter);
        if (added >= 0) {
          return added == 1 ? Boarding.WAITS : Boarding.REFUSED;
        }
        // It landed this instant; it is taken off the map before anyone is told.
        open.remove(id, flight);
      }
    }
  }

  int size() {
    return open.size();
  }
}
