package dev.windsock.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which names are asked for most, in bounded room: Space-Saving (Metwally, Agrawal, El Abbadi:
 * Efficient Computation of Frequent and Top-k Elements in Data Streams, ICDT 2005). A name that is
 * not counted takes the place of the least counted one, and its count: what is asked for more than
 * one time in {@value #TRACKED} is never missed, and no count is too low. Counts are halved now and
 * then, so that what was popular gives way to what is.
 *
 * <p>Thread-safe. Asking for what is counted already takes no lock.
 */
public final class Popularity {
  /** How many names are counted. */
  static final int TRACKED = 512;

  private static final Comparator<Map.Entry<String, AtomicLong>> LEAST =
      Comparator.comparingLong(entry -> entry.getValue().get());

  private final ConcurrentHashMap<String, AtomicLong> counts = new ConcurrentHashMap<>(TRACKED * 2);

  /** Somebody asked for it. */
  public void asked(String name) {
    AtomicLong count = counts.get(name);
    if (count != null) {
      count.incrementAndGet();
    } else {
      admit(name);
    }
  }

  private synchronized void admit(String name) {
    AtomicLong count = counts.get(name);
    long from = 0;
    if (count == null && counts.size() >= TRACKED) {
      Map.Entry<String, AtomicLong> least = counts.entrySet().stream().min(LEAST).orElseThrow();
      counts.remove(least.getKey());
      from = least.getValue().get();
    }
    if (count == null) {
      counts.put(name, new AtomicLong(from + 1));
    } else {
      count.incrementAndGet();
    }
  }

  /** The most asked names, the first one first; fewer when fewer were asked for. */
  List<String> top(long most) {
    List<Map.Entry<String, Long>> all = new ArrayList<>();
    counts.forEach(
        (name, count) -> {
          if (count.get() > 0) {
            all.add(Map.entry(name, count.get()));
          }
        });
    all.sort(
        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
            .thenComparing(Map.Entry.comparingByKey()));
    return all.stream().limit(most).map(Map.Entry::getKey).toList();
  }

  /** Halves all counts; what comes to nothing is forgotten. */
  synchronized void age() {
    counts.values().forEach(count -> count.updateAndGet(n -> n / 2));
    counts.values().removeIf(count -> count.get() == 0);
  }
}
