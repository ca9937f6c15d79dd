package dev.windsock.quota;

import dev.windsock.quota.SharedScript.Settled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Settlements of the shared lane that wait for the next question to travel with. Bounded: with
 * more, the oldest two become one that says the later of both arrivals and the earlier of both
 * grants, which lowers stamps less, or not at all. Each leaves once at most, since a call whose
 * reply is lost may have run. Belongs to one event loop.
 */
final class Settlements {
  /** The most that one question carries, and that wait. */
  static final int MOST = 256;

  /** The most grants that one question settles, so that the script stays short. */
  static final long MOST_GRANTS = 1_024;

  /** Longer ago than any window reaches: never arrived. */
  static final long FAR_PAST_MICROS = 1_000_000_000_000_000L;

  private record Waiting(long grants, long grantedMicros, long atNanos, boolean sent) {
    Waiting with(Waiting later) {
      boolean mine = sent && (!later.sent || atNanos - later.atNanos > 0);
      return new Waiting(
          grants + later.grants,
          Math.min(grantedMicros, later.grantedMicros),
          mine ? atNanos : later.atNanos,
          sent || later.sent);
    }
  }

  private final Deque<Waiting> waiting = new ArrayDeque<>();

  /** Notes that grants arrived by now, or never will. */
  void add(long grants, long grantedMicros, long nowNanos, boolean sent) {
    Waiting next = new Waiting(grants, grantedMicros, nowNanos, sent);
    Waiting last = waiting.peekLast();
    if (last != null && last.sent == sent && last.grantedMicros == grantedMicros) {
      waiting.removeLast();
      waiting.addLast(last.with(next));
      return;
    }
    waiting.addLast(next);
    if (waiting.size() > MOST) {
      Waiting oldest = waiting.removeFirst();
      waiting.addFirst(oldest.with(waiting.removeFirst()));
    }
  }

  /** Takes out what the next question carries. */
  List<Settled> drain(long nowNanos) {
    List<Settled> settled = new ArrayList<>();
    long grants = 0;
    while (!waiting.isEmpty() && grants < MOST_GRANTS) {
      Waiting first = waiting.removeFirst();
      long part = Math.min(first.grants, MOST_GRANTS - grants);
      if (part < first.grants) {
        waiting.addFirst(
            new Waiting(first.grants - part, first.grantedMicros, first.atNanos, first.sent));
      }
      grants += part;
      long age = first.sent ? Math.max(0, (nowNanos - first.atNanos) / 1_000) : FAR_PAST_MICROS;
      settled.add(new Settled(part, first.grantedMicros, age));
    }
    return settled;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  void clear() {
    waiting.clear();
  }
}
