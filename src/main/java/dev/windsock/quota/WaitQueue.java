package dev.windsock.quota;

import dev.windsock.bus.Messages.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one provider's permits: first come, first served within a class, interactive before
 * warming, except that one in {@value #FAIRNESS} goes to warming so that it is never starved.
 * Bounded. Belongs to one event loop; arms no timer.
 */
final class WaitQueue {
  static final int FAIRNESS = 16;

  private final LinkedHashSet<Waiter> interactive = new LinkedHashSet<>();
  private final LinkedHashSet<Waiter> warming = new LinkedHashSet<>();
  private final TreeSet<Waiter> byDeadline =
      new TreeSet<>(
          Comparator.comparingLong(Waiter::deadlineNanos).thenComparingLong(Waiter::number));
  private final Map<String, Waiter> byTicket = new HashMap<>();
  private int capacity;
  private int passedOver;

  /** For at most so many. */
  WaitQueue(int capacity) {
    this.capacity = capacity;
  }

  /** Changes the bound; who waits already may stay. */
  void resize(int newCapacity) {
    capacity = newCapacity;
  }

  int size() {
    return byDeadline.size();
  }

  int size(Priority priority) {
    return (priority == Priority.INTERACTIVE ? interactive : warming).size();
  }

  boolean isEmpty() {
    return byDeadline.isEmpty();
  }

  /** Puts one in line. Returns false when the line is as long as it may be. */
  boolean offer(Waiter waiter) {
    if (size() >= capacity) {
      return false;
    }
    String ticket = waiter.ticket();
    if (ticket != null) {
      byTicket.put(ticket, waiter);
    }
    line(waiter).add(waiter);
    return byDeadline.add(waiter);
  }

  private Set<Waiter> line(Waiter waiter) {
    return waiter.priority() == Priority.INTERACTIVE ? interactive : warming;
  }

  /** Who is next; null when nobody waits. */
  @Nullable Waiter head() {
    boolean turn = interactive.isEmpty() || passedOver >= FAIRNESS;
    LinkedHashSet<Waiter> first = turn && !warming.isEmpty() ? warming : interactive;
    return first.isEmpty() ? null : first.iterator().next();
  }

  /**
   * Takes the one who is served, or who gives up, out of the line. Returns whether it was in it.
   */
  boolean remove(Waiter waiter) {
    String ticket = waiter.ticket();
    if (ticket != null) {
      byTicket.remove(ticket, waiter);
    }
    return line(waiter).remove(waiter) && byDeadline.remove(waiter);
  }

  /** The latest with this ticket that waits; null when none does. */
  @Nullable Waiter find(String ticket) {
    return byTicket.get(ticket);
  }

  /** Notes that one was served, for the turns of the classes. */
  void served(Waiter waiter) {
    passedOver = waiter.priority() == Priority.WARMING || warming.isEmpty() ? 0 : passedOver + 1;
  }

  /** The next in line whose calls cost as much as the head's, head first, at most so many calls. */
  List<Waiter> batch(int maxCalls) {
    List<Waiter> batch = new ArrayList<>();
    Waiter head = head();
    if (head != null) {
      int calls = collect(line(head), head.cost(), maxCalls, batch);
      if (calls < maxCalls) {
        collect(
            head.priority() == Priority.WARMING ? interactive : warming,
            head.cost(),
            maxCalls - calls,
            batch);
      }
    }
    return batch;
  }

  private static int collect(Set<Waiter> line, int cost, int maxCalls, List<Waiter> batch) {
    int calls = 0;
    Iterator<Waiter> next = line.iterator();
    while (next.hasNext() && calls < maxCalls) {
      Waiter waiter = next.next();
      if (waiter.cost() != cost) {
        return maxCalls;
      }
      batch.add(waiter);
      calls += waiter.wanted();
    }
    return calls;
  }

  /** Whose deadline comes first; null when nobody waits. */
  @Nullable Waiter firstDue() {
    return byDeadline.isEmpty() ? null : byDeadline.first();
  }

  /** The first whose deadline is later than an instant; null when there is none. */
  @Nullable Waiter firstDueAfter(long instantNanos) {
    for (Waiter waiter : byDeadline) {
      if (waiter.deadlineNanos() - instantNanos > 0) {
        return waiter;
      }
    }
    return null;
  }
}
