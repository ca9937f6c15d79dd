package dev.windsock.option;

import java.time.Duration;

/** Range checks for the compact constructors of option records. */
public final class Check {
  private Check() {}

  /** Refuses what is not in [from, to]. */
  public static void range(String name, long value, long from, long to) {
    if (value < from || value > to) {
      throw new InvalidValueException(name, value, from + " to " + to);
    }
  }

  /** Refuses what is not in [from, to], NaN included. */
  public static void range(String name, double value, double from, double to) {
    if (!(value >= from && value <= to)) {
      throw new InvalidValueException(name, value, from + " to " + to);
    }
  }

  /** Refuses what is not in [from, to]. */
  public static void range(String name, Duration value, Duration from, Duration to) {
    if (value.compareTo(from) < 0 || value.compareTo(to) > 0) {
      throw new InvalidValueException(name, show(value), show(from) + " to " + show(to));
    }
  }

  /** A duration as configuration writes it: {@code 250ms}, {@code 5s}, {@code 15m}, {@code 7d}. */
  public static String show(Duration value) {
    long millis = value.toMillis();
    if (millis % 86_400_000 == 0 && millis != 0) {
      return millis / 86_400_000 + "d";
    }
    if (millis % 3_600_000 == 0 && millis != 0) {
      return millis / 3_600_000 + "h";
    }
    if (millis % 60_000 == 0 && millis != 0) {
      return millis / 60_000 + "m";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
