package dev.windsock.provider;

import dev.windsock.bus.Messages.Priority;
import org.jspecify.annotations.Nullable;

/**
 * Who goes first when more is wanted than the quota gives: what somebody waits for before what is
 * refreshed ahead, then what is asked for most and was read longest ago.
 *
 * @param warming whether nobody waits for it
 * @param worth how often it is asked for times how old it is, ≥ 0
 */
record Urgency(boolean warming, double worth) implements Comparable<Urgency> {
  /** A symbol that was never read is as urgent as one read this long ago. */
  private static final double UNREAD_MILLIS = 7 * 86_400_000.0;

  /**
   * How urgent a read is.
   *
   * @param demand how often the symbol was asked for of late
   * @param readAtMillis when it was last read, wall time in ms; null for never
   */
  static Urgency of(Priority priority, double demand, @Nullable Long readAtMillis, long nowMillis) {
    double age =
        readAtMillis == null
            ? UNREAD_MILLIS
            : Math.max(0, Math.min(UNREAD_MILLIS, (double) (nowMillis - readAtMillis)));
    return new Urgency(priority == Priority.WARMING, demand * age);
  }

  /** More urgent first. */
  @Override
  public int compareTo(Urgency other) {
    int byClass = Boolean.compare(warming, other.warming);
    return byClass != 0 ? byClass : Double.compare(other.worth, worth);
  }
}
