package dev.windsock.quota;

import java.util.ArrayList;
import java.util.List;

/** Ways to break the limiter, each of which the simulation has to notice. */
enum Flaw {
  NONE,
  /** Nothing is waited out after a loss. */
  NO_HOLD,
  /** A hold that forgets how long an old master serves on. */
  NO_OVERLAP,
  /** One server's run id is taken for another's. */
  RUN_ID_IGNORED,
  /** An instance does not tell which ledger it knew, nor that it knew one. */
  LEDGER_FORGOTTEN,
  /** The shared windows are no longer than the provider's. */
  NO_LENGTHENING,
  /** Calls are taken to arrive when they are granted. */
  NO_GUARD,
  /** What an earlier process of the place granted is forgotten. */
  JOURNAL_IGNORED,
  /** One instance more runs than was said. */
  INSTANCES_MISCOUNTED,
  /** A call is taken to have arrived when it is sent. */
  SETTLED_TOO_EARLY,
  /** A permit is sent after its end. */
  PERMIT_OVERDUE;

  /** The longest that an old master serves on, by {@link Shares}. */
  private static final long OVERLAP_MICROS = 10_000_000;

  /** What Redis is asked in place of what it should be. */
  List<String> spoil(List<String> args, List<Window> windows) {
    List<String> spoilt = new ArrayList<>(args);
    switch (this) {
      case NO_HOLD -> spoilt.set(10, "0");
      case NO_OVERLAP ->
          spoilt.set(10, Long.toString(Math.max(0, Long.parseLong(args.get(10)) - OVERLAP_MICROS)));
      case RUN_ID_IGNORED -> spoilt.set(1, "run");
      case LEDGER_FORGOTTEN -> {
        spoilt.set(4, "");
        spoilt.set(6, "1");
      }
      case NO_LENGTHENING -> {
        StringBuilder shape = new StringBuilder(args.get(2));
        shape.setLength(shape.lastIndexOf(" ") + 1);
        int at = 16 + 2 * Integer.parseInt(args.get(13));
        for (int i = 0; i < windows.size(); i++, at += 3) {
          spoilt.set(at + 2, Long.toString(Shares.micros(windows.get(i).window())));
          shape.append(i == 0 ? "" : ",").append(String.join(",", spoilt.subList(at, at + 3)));
        }
        spoilt.set(2, shape.toString());
      }
      case NO_GUARD -> spoilt.set(9, "0");
      default -> {}
    }
    return spoilt;
  }
}
