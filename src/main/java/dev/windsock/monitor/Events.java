package dev.windsock.monitor;

import dev.windsock.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** The last things that happened, at most {@value #MAX}. Thread-safe. */
public final class Events {
  /** How many are kept. */
  public static final int MAX = 200;

  private final Clock clock;
  private final Deque<Event> events = new ArrayDeque<>();
  private long sequence;

  /** None yet. */
  public Events(Clock clock) {
    this.clock = clock;
  }

  /** What sort of thing happened. */
  public enum Kind {
    BREAKER,
    REDIS,
    CONFIG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Something that happened.
   *
   * @param id counts up from 1 in this process
   * @param at when
   * @param subject to what: a provider's id, {@code redis} or {@code config}
   * @param text what, in a few words
   */
  public record Event(long id, Instant at, Kind kind, String subject, String text) {}

  /** Notes that something happened now. */
  public synchronized void add(Kind kind, String subject, String text) {
    if (events.size() == MAX) {
      events.removeFirst();
    }
    events.addLast(
        new Event(++sequence, Instant.ofEpochMilli(clock.millis()), kind, subject, text));
  }

  /** What is remembered, the latest first. */
  public synchronized List<Event> latest() {
    List<Event> latest = new ArrayList<>(events);
    Collections.reverse(latest);
    return latest;
  }
}
